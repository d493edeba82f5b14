import { Inject, Injectable } from '@nestjs/common';
import { nameOfSource, readSourceHolder, type SourceHolder, Store } from '@contraflow/store';
import { isDatabaseAway } from '../ports/database-errors.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { type KeyHolder, mayClaim } from '../ports/key-holder.js';
import { databaseAway, ProblemError } from '../ports/problem-error.js';

/** What another server did, a claim or a key that was handed over, is known here after this time at the latest. The fence knows at once. */
const TRUST_MS = 3_000;
/** Sources remembered; others are asked for again. */
const KNOWN_LIMIT = 10_000;

/** Knows which key holds which source, and with which epoch: before a batch is read, and before it counts as a sign of life. */
@Injectable()
export class SourceHolders {
  private readonly known = new Map<string, SourceHolder & { at: number }>();

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
  ) {}

  /** @throws ProblemError 403 for a name that is not the key's */
  allow(name: string, key: KeyHolder): void {
    if (mayClaim(key, name)) return;
    throw new ProblemError({
      title: 'The API key is not for this source',
      status: 403,
      detail: `This key is for ${key.sources.join(', ') || 'no source'}, not for ${name}. An administrator makes keys for other names in the dashboard under Admin.`,
    });
  }

  claimed(source: string, epoch: number, keyId: string): void {
    this.keep(source, { epoch, keyId });
  }

  /**
   * Lets a request pass that comes with the key and the epoch of the last claim.
   * @throws ProblemError 403 for the source of another key, 409 for another epoch or a source that no key has claimed,
   *   503 while Postgres is away and the source is not one seen before
   */
  async check(source: string, epoch: number, key: KeyHolder): Promise<void> {
    this.allow(nameOfSource(source), key);
    const holder = await this.holderOf(source, epoch);
    if (holder && holder.keyId !== null && holder.keyId !== key.id) throw held(source);
    if (!holder || holder.keyId === null || holder.epoch !== epoch) throw refused(source);
  }

  private async holderOf(source: string, epoch: number): Promise<SourceHolder | null> {
    const known = this.known.get(source);
    if (known && known.epoch >= epoch && Date.now() - known.at < TRUST_MS) return known;
    const away = this.gate.absent();
    if (away && !known) throw new ProblemError(databaseAway(away.since));
    if (away) return known ?? null;
    try {
      const holder = await readSourceHolder(this.store.prisma, source);
      if (holder) this.keep(source, holder);
      else this.known.delete(source);
      return holder;
    } catch (error) {
      if (known && isDatabaseAway(error)) return known;
      throw error;
    }
  }

  private keep(source: string, holder: SourceHolder): void {
    this.known.delete(source);
    this.known.set(source, { ...holder, at: Date.now() });
    if (this.known.size > KNOWN_LIMIT) this.known.delete(this.known.keys().next().value as string);
  }
}

/** Another key has it, and is good. */
export const held = (source: string) =>
  new ProblemError({
    title: 'The source belongs to another API key',
    status: 403,
    detail: `${source} was claimed with another key. An administrator revokes that key, or hands its sources to this one, in the dashboard under Admin.`,
  });

/** Somebody else has it by now, or it stands elsewhere. */
export const refused = (source: string) =>
  new ProblemError({
    title: 'The batch is not the next one',
    status: 409,
    detail: `${source} stands at another position, or another sender claimed it. Claim it again (POST /api/capture/sources) and go on from the position of the answer.`,
  });
