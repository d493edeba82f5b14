import { Inject, Injectable } from '@nestjs/common';
import type { ApiKey, CreatedApiKey } from '@contraflow/contract';
import { Store } from '@contraflow/store';
import { DatabaseGate } from '../ports/database-gate.js';
import { isDatabaseAway } from '../ports/database-errors.js';
import { databaseAway, ProblemError } from '../ports/problem-error.js';
import { Audit } from './audit.js';
import { BoundedMap } from './bounded-map.js';
import { hashOfSecret, newSecret } from './secrets.js';

/** A key revoked by another server is refused within this time; one revoked here, at once. */
const TRUST_MS = 3_000;
const USED_EVERY_MS = 60_000;
const KNOWN_LIMIT = 1_000;
const KEYS_SHOWN = 500;

interface KnownKey {
  id: string;
  checkedAt: number;
  usedAt: number;
}

type Row = { id: string; name: string; prefix: string; createdAt: Date; lastUsedAt: Date | null; revokedAt: Date | null };

/** Keys of capture senders: shown once, kept as hashes. */
@Injectable()
export class ApiKeys {
  private readonly known = new BoundedMap<string, KnownKey>(KNOWN_LIMIT);

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * True for a key that is not revoked. One seen before stays good while Postgres is away.
   * @throws ProblemError 503 while Postgres is away and the key is not one seen before
   */
  async isValid(secret: string): Promise<boolean> {
    const secretHash = hashOfSecret(secret);
    const name = secretHash.toString('hex');
    const known = this.known.get(name);
    const away = this.gate.absent();
    if (known && (away || Date.now() - known.checkedAt < TRUST_MS)) return true;
    if (away) throw new ProblemError(databaseAway(away.since));
    try {
      return await this.look(name, secretHash, known?.usedAt ?? 0);
    } catch (error) {
      if (known && isDatabaseAway(error)) return true;
      throw error;
    }
  }

  async list(): Promise<ApiKey[]> {
    const rows = await this.store.prisma.apiKey.findMany({ orderBy: { createdAt: 'desc' }, take: KEYS_SHOWN });
    return rows.map(toApiKey);
  }

  async create(name: string, by: { userId: string; username: string }): Promise<CreatedApiKey> {
    const secret = `cf_${newSecret()}`;
    const row = await this.store.prisma.apiKey.create({ data: { name, prefix: prefixOf(secret), secretHash: hashOfSecret(secret), createdBy: by.userId } });
    await this.audit.note({ actor: by.username, action: 'api key created', subject: name });
    return { key: toApiKey(row), secret };
  }

  /** @throws ProblemError 404 for a key that there is not */
  async revoke(id: string, by: { username: string }): Promise<void> {
    const row = await this.store.prisma.apiKey.findUnique({ where: { id } });
    if (!row) throw new ProblemError({ title: 'There is no such API key', status: 404, detail: 'It may have been an older list: load the page again.' });
    await this.store.prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
    for (const [name, known] of this.known) if (known.id === id) this.known.delete(name);
    await this.audit.note({ actor: by.username, action: 'api key revoked', subject: row.name });
  }

  /** Makes the key that came with the configuration known. One that was revoked stays revoked. */
  async keep(name: string, secret: string): Promise<void> {
    const secretHash = hashOfSecret(secret);
    const { count } = await this.store.prisma.apiKey.createMany({ data: [{ name, prefix: prefixOf(secret), secretHash }], skipDuplicates: true });
    if (count > 0) await this.audit.note({ actor: null, action: 'api key created', subject: name });
  }

  private async look(name: string, secretHash: Buffer<ArrayBuffer>, usedAt: number): Promise<boolean> {
    const row = await this.store.prisma.apiKey.findUnique({ where: { secretHash } });
    if (!row || row.revokedAt !== null) {
      this.known.delete(name);
      return false;
    }
    const now = Date.now();
    const due = now - usedAt > USED_EVERY_MS;
    this.known.set(name, { id: row.id, checkedAt: now, usedAt: due ? now : usedAt });
    if (due) await this.store.prisma.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
    return true;
  }
}

/** Enough to tell keys apart, far too little to guess the rest. */
function prefixOf(secret: string): string {
  return secret.slice(0, 8);
}

function toApiKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.createdAt.getTime(),
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
  };
}
