import { firstValueFrom, race, Subject, takeUntil } from 'rxjs';
import { filter, map } from 'rxjs/operators';
import { pause } from '../bounded.js';
import type { Catalog, ClusterView, Topic } from '../catalog.js';
import { TailSession, type SessionOptions } from './session.js';

export interface TailOptions extends Omit<SessionOptions, 'topics' | 'clusterId' | 'membership' | 'denied' | 'doubtful'> {
  /** For the log. */
  name: string;
  catalog: Catalog;
  /** The topics to read, out of a view of the cluster. */
  wanted(view: ClusterView): Topic[];
}

const BACKOFF_MS = [250, 500, 1_000, 2_000, 5_000];
const DENIED_MS = 60_000;
const STEADY_MS = 30_000;
const FAILING = 3;

/** Keeps one consumer going, for ever: a new one after each crash, and whenever the topics change. */
export class Tail {
  private readonly denials = new Map<string, number>();
  private readonly restart$ = new Subject<string>();
  private readonly membership = { id: '', stays: true };
  private lastCrash: string | null = null;
  private current: TailSession | null = null;
  private failures = 0;

  constructor(private readonly options: TailOptions) {}

  /** Topics that the brokers did not let us read lately. */
  denied(): string[] {
    const now = Date.now();
    return [...this.denials].filter(([, at]) => now - at < DENIED_MS).map(([topic]) => topic);
  }

  /** Why reading does not work, when it failed several times in a row; null when it works. */
  failing(): string | null {
    return this.failures >= FAILING && !this.current?.joined ? this.lastCrash : null;
  }

  /** Runs until `signal` aborts, then leaves the group in order. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const topics = this.topics();
      const view = this.options.catalog.last();
      if (!view || topics.length === 0) {
        await this.changeFrom(fingerprint(topics), signal);
        continue;
      }
      await this.session(view.clusterId, topics, signal);
    }
  }

  private async session(clusterId: string, topics: Topic[], signal: AbortSignal): Promise<void> {
    const { name, log, catalog, book } = this.options;
    const began = Date.now();
    book.keepOnly(new Set(topics.map(({ id }) => id)));
    const session = new TailSession({
      ...this.options,
      clusterId,
      topics,
      membership: this.membership,
      denied: (topic) => this.deny(topic),
      doubtful: () => void catalog.look().catch(() => undefined),
    });
    this.current = session;
    const crashed = session.run();
    const change = this.changeFrom(fingerprint(topics), signal);
    const crash = await Promise.race([crashed, change.then(() => null)]);
    this.restart$.next('done');
    this.current = null;
    this.membership.stays = !signal.aborted;
    await session.close();
    if (crash === null || signal.aborted) {
      this.failures = 0;
      return;
    }
    this.lastCrash = crash;
    if (session.joined && Date.now() - began > STEADY_MS) this.failures = 0;
    const waitMs = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)] as number;
    this.failures += 1;
    log.say('warn', `The tail of ${name} ended: ${crash}. It starts again in ${waitMs / 1000} s, or when the cluster answers again.`);
    await catalog.look().catch(() => undefined);
    await this.sleep(waitMs, signal);
  }

  /** Until the time is over or, where the cluster is away, it is back. */
  private async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { catalog } = this.options;
    const over = new AbortController();
    const wasAbsent = catalog.absent() !== null;
    const looking = catalog.looked$.subscribe(() => {
      if (wasAbsent && !catalog.absent()) over.abort();
    });
    await pause(milliseconds, AbortSignal.any([over.signal, signal]));
    looking.unsubscribe();
  }

  /** Resolves when the topics are no longer those, or `signal` aborts, or the session has ended. */
  private async changeFrom(before: string, signal: AbortSignal): Promise<void> {
    const aborted$ = new Subject<void>();
    const abort = () => aborted$.next();
    signal.addEventListener('abort', abort, { once: true });
    const looked$ = this.options.catalog.looked$.pipe(map(() => fingerprint(this.topics())));
    try {
      if (signal.aborted || fingerprint(this.topics()) !== before) return;
      await firstValueFrom(
        race(looked$.pipe(filter((now) => now !== before)), this.restart$).pipe(takeUntil(aborted$)),
        { defaultValue: '' },
      );
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  private topics(): Topic[] {
    const view = this.options.catalog.last();
    const denied = new Set(this.denied());
    return view ? this.options.wanted(view).filter(({ name }) => !denied.has(name)) : [];
  }

  private deny(topic: string): void {
    this.denials.set(topic, Date.now());
    this.restart$.next('denied');
  }
}

function fingerprint(topics: Topic[]): string {
  return topics.map(({ name, id, partitions }) => `${name} ${id} ${partitions.length}`).sort().join('\n');
}
