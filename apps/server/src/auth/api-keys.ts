import { Inject, Injectable } from '@nestjs/common';
import { type ApiKey, type CreateApiKeyRequest, type CreatedApiKey, KeyScope } from '@contraflow/contract';
import { countHeldSources, handSourcesOver, nameOfSource, readHeldSources, Store } from '@contraflow/store';
import { DatabaseGate } from '../ports/database-gate.js';
import { isDatabaseAway } from '../ports/database-errors.js';
import { type KeyHolder, mayClaim } from '../ports/key-holder.js';
import { databaseAway, ProblemError } from '../ports/problem-error.js';
import { Audit } from './audit.js';
import { BoundedMap } from './bounded-map.js';
import { hashOfSecret, newSecret } from './secrets.js';

/** A key revoked by another server is refused within this time; one revoked here, at once. */
const TRUST_MS = 3_000;
const USED_EVERY_MS = 60_000;
const KNOWN_LIMIT = 1_000;
const KEYS_SHOWN = 500;

interface KnownKey extends KeyHolder {
  expiresAt: number | null;
  checkedAt: number;
  usedAt: number;
}

interface Row {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  sources: string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Keys of programs that send what they captured or read figures: shown once, kept as hashes. */
@Injectable()
export class ApiKeys {
  private readonly known = new BoundedMap<string, KnownKey>(KNOWN_LIMIT);

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * The key of this secret; null when there is none, or it is revoked or expired. One seen before stays good while
   * Postgres is away.
   * @throws ProblemError 503 while Postgres is away and the key is not one seen before
   */
  async find(secret: string): Promise<KeyHolder | null> {
    const secretHash = hashOfSecret(secret);
    const name = secretHash.toString('hex');
    const known = this.known.get(name);
    if (known && isOver(known.expiresAt)) return null;
    const away = this.gate.absent();
    if (known && (away || Date.now() - known.checkedAt < TRUST_MS)) return known;
    if (away) throw new ProblemError(databaseAway(away.since));
    try {
      return await this.look(name, secretHash, known?.usedAt ?? 0);
    } catch (error) {
      if (known && isDatabaseAway(error)) return known;
      throw error;
    }
  }

  async list(): Promise<ApiKey[]> {
    const { prisma } = this.store;
    const rows = await prisma.apiKey.findMany({ orderBy: { createdAt: 'desc' }, take: KEYS_SHOWN });
    const held = await countHeldSources(prisma);
    return rows.map((row) => toApiKey(row, held.get(row.id) ?? 0));
  }

  /** @throws ProblemError 400 for an expiry that has passed already */
  async create({ name, scopes, sources, expiresAt }: CreateApiKeyRequest, by: { userId: string; username: string }): Promise<CreatedApiKey> {
    if (isOver(expiresAt)) throw new ProblemError({ title: 'The request is not valid', status: 400, detail: 'expiresAt: choose a day in the future.' });
    const secret = `cf_${newSecret()}`;
    const data = { name, prefix: prefixOf(secret), secretHash: hashOfSecret(secret), scopes, sources, expiresAt: expiresAt === null ? null : new Date(expiresAt), createdBy: by.userId };
    const row = await this.store.prisma.apiKey.create({ data });
    await this.audit.note({ actor: by.username, action: 'api key created', subject: name });
    return { key: toApiKey(row, 0), secret };
  }

  /**
   * Gives the sources that one key holds to another. Whoever ships with the first is refused from now on, also by other
   * servers, because their epoch moves; whoever claims with the second goes on where they stood.
   * @returns how many sources there were
   * @throws ProblemError 404 for a key that there is not, 409 when the other one is not good or not for these names
   */
  async handOver(fromId: string, toId: string, by: { username: string }): Promise<number> {
    const [from, to] = [await this.existing(fromId), await this.existing(toId)];
    if (fromId === toId || to.revokedAt !== null || isOver(to.expiresAt?.getTime() ?? null) || !to.scopes.includes('capture')) {
      throw new ProblemError({ title: 'These sources cannot be handed over', status: 409, detail: `${to.name} has to be another key with the scope capture, neither revoked nor expired.` });
    }
    const held = await readHeldSources(this.store.prisma, fromId);
    const strange = held.find((source) => !mayClaim(to, nameOfSource(source)));
    if (strange !== undefined) {
      throw new ProblemError({ title: 'These sources cannot be handed over', status: 409, detail: `${to.name} is not for sources named ${nameOfSource(strange)}. Make a key that is, and hand over to that.` });
    }
    await handSourcesOver(this.store.prisma, held, fromId, toId);
    await this.audit.note({ actor: by.username, action: 'sources handed over', subject: `${from.name} to ${to.name}: ${held.length}` });
    return held.length;
  }

  /** @throws ProblemError 404 for a key that there is not */
  async revoke(id: string, by: { username: string }): Promise<void> {
    const row = await this.existing(id);
    await this.store.prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
    for (const [name, known] of this.known) if (known.id === id) this.known.delete(name);
    await this.audit.note({ actor: by.username, action: 'api key revoked', subject: row.name });
  }

  /** Makes the key that came with the configuration known, for capture and metrics. One that is there stays as it is, revoked ones too. */
  async keep(name: string, secret: string, sources: string[]): Promise<void> {
    const data = { name, prefix: prefixOf(secret), secretHash: hashOfSecret(secret), scopes: [...KeyScope.options], sources };
    const { count } = await this.store.prisma.apiKey.createMany({ data: [data], skipDuplicates: true });
    if (count > 0) await this.audit.note({ actor: null, action: 'api key created', subject: name });
  }

  private async existing(id: string): Promise<Row> {
    const row = await this.store.prisma.apiKey.findUnique({ where: { id } });
    if (!row) throw new ProblemError({ title: 'There is no such API key', status: 404, detail: 'It may have been an older list: load the page again.' });
    return row;
  }

  private async look(name: string, secretHash: Buffer<ArrayBuffer>, usedAt: number): Promise<KeyHolder | null> {
    const row = await this.store.prisma.apiKey.findUnique({ where: { secretHash } });
    const expiresAt = row?.expiresAt?.getTime() ?? null;
    if (!row || row.revokedAt !== null || isOver(expiresAt)) {
      this.known.delete(name);
      return null;
    }
    const now = Date.now();
    const due = now - usedAt > USED_EVERY_MS;
    const key: KnownKey = { id: row.id, name: row.name, scopes: scopesOf(row), sources: row.sources, expiresAt, checkedAt: now, usedAt: due ? now : usedAt };
    this.known.set(name, key);
    if (due) await this.store.prisma.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
    return key;
  }
}

const isOver = (expiresAt: number | null): boolean => expiresAt !== null && expiresAt <= Date.now();

/** A scope that a newer server gave it is not one that this server knows. */
const scopesOf = ({ scopes }: Row): KeyScope[] => KeyScope.options.filter((scope) => scopes.includes(scope));

/** Enough to tell keys apart, far too little to guess the rest. */
function prefixOf(secret: string): string {
  return secret.slice(0, 8);
}

function toApiKey(row: Row, held: number): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: scopesOf(row),
    sources: row.sources,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
    held,
  };
}
