import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { HealthState } from '@contraflow/contract';
import { nameOfSource } from '@contraflow/store';
import { HealthBoard } from '../ports/health-board.js';

/** Senders say that they are there every 5 s. */
const SILENT_MS = 15_000;
const GONE_MS = 60_000;
const FORGOTTEN_MS = 24 * 3_600_000;
const BEHIND_MS = 10_000;
/** So long a drop is worth a word. */
const DROP_SHOWN_MS = 300_000;
const LOOK_MS = 2_000;
/** More than anybody has; a key that got loose shall neither fill the memory nor push others from the board. */
const MOST_SOURCES = 1_000;
const MOST_OF_A_KEY = 100;

interface Seen {
  name: string;
  /** The key that holds it. */
  keyId: string;
  seenAt: number;
  /** How old the oldest flow of the last batch was at its commit, in milliseconds. */
  behindMs: number;
  /** When the oldest flow of a batch that is not committed yet ended, epoch milliseconds. */
  pendingFrom: number | null;
  /** Entries that wait in its spool behind its last batch, and bytes that the spool takes on disk. */
  waiting: number;
  spoolBytes: number;
  dropped: number;
  droppedAt: number | null;
  /** Services that have more routes than are told apart, as text; empty when there are none. */
  manyRoutes: string;
}

/** What a committed batch tells about its sender. */
export interface Sighting {
  behindMs: number;
  dropped: number;
}

/** How the sources of a name are together, now. */
export interface SourceFigures {
  name: string;
  /** Age of the oldest flow that waits for its commit; of the last batch's oldest when none does. */
  behindSeconds: number;
  waiting: number;
  spoolBytes: number;
  /** Flows that they said they lost, since this server started. */
  dropped: number;
}

/** Keeps an eye on each sender and hangs its state on the board as `source:<name>`. */
@Injectable()
export class SourceWatch implements OnModuleInit, OnModuleDestroy {
  private readonly sources = new Map<string, Seen>();
  private timer: NodeJS.Timeout | null = null;

  constructor(@Inject(HealthBoard) private readonly board: HealthBoard) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.look(Date.now()), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  claimed(source: string, keyId: string, now: number): void {
    this.update(source, { keyId, seenAt: now });
    this.look(now);
  }

  /** A request arrived of the sender that holds the source, whatever becomes of it. */
  heard(source: string, keyId: string, spool: { waiting?: number; spoolBytes?: number; manyRoutes?: string | undefined }, now: number): void {
    const { waiting = 0, spoolBytes = 0, manyRoutes = '' } = spool;
    this.update(source, { keyId, seenAt: now, waiting, spoolBytes, manyRoutes });
  }

  /** A batch waits for its commit. */
  waits(source: string, pendingFrom: number | null): void {
    this.update(source, { pendingFrom });
  }

  /** A batch is committed, or there was nothing to commit. */
  saw(source: string, sighting: Sighting, now: number): void {
    const before = this.sources.get(source);
    const dropped = (before?.dropped ?? 0) + sighting.dropped;
    const droppedAt = sighting.dropped > 0 ? now : (before?.droppedAt ?? null);
    this.update(source, { seenAt: now, behindMs: sighting.behindMs, pendingFrom: null, dropped, droppedAt });
    if (sighting.dropped > 0) this.look(now);
  }

  /** The sources that were heard of within the last minute, by their names: nobody has to know the ids of their spools. */
  figures(now: number): SourceFigures[] {
    const byName = new Map<string, SourceFigures>();
    for (const seen of this.sources.values()) {
      if (now - seen.seenAt > GONE_MS) continue;
      const { name } = seen;
      const sum = byName.get(name) ?? { name, behindSeconds: 0, waiting: 0, spoolBytes: 0, dropped: 0 };
      byName.set(name, {
        name,
        behindSeconds: Math.max(sum.behindSeconds, behindMs(seen, now) / 1_000),
        waiting: sum.waiting + seen.waiting,
        spoolBytes: sum.spoolBytes + seen.spoolBytes,
        dropped: sum.dropped + seen.dropped,
      });
    }
    return [...byName.values()];
  }

  private update(source: string, change: Partial<Seen>): void {
    const before = this.sources.get(source);
    if (!before) this.makeRoom(change.keyId ?? '');
    const name = nameOfSource(source);
    this.sources.set(source, { name, keyId: '', seenAt: Date.now(), behindMs: 0, pendingFrom: null, waiting: 0, spoolBytes: 0, dropped: 0, droppedAt: null, manyRoutes: '', ...before, ...change });
  }

  /** Whoever has many gives up the oldest of its own. */
  private makeRoom(keyId: string): void {
    const own = [...this.sources].filter(([, seen]) => seen.keyId === keyId);
    if (own.length < MOST_OF_A_KEY && this.sources.size < MOST_SOURCES) return;
    const [oldest] = (own.length > 0 ? own : [...this.sources]).sort(([, a], [, b]) => a.seenAt - b.seenAt);
    if (oldest) this.forget(oldest[0]);
  }

  private forget(source: string): void {
    const name = this.sources.get(source)?.name;
    this.sources.delete(source);
    if (![...this.sources.values()].some((seen) => seen.name === name)) this.board.remove(`source:${name}`);
  }

  /** Brings the board up to date. */
  look(now: number): void {
    for (const [source, seen] of this.sources) if (now - seen.seenAt > FORGOTTEN_MS) this.forget(source);
    const byName = new Map<string, Seen[]>();
    for (const seen of this.sources.values()) byName.set(seen.name, [...(byName.get(seen.name) ?? []), seen]);
    for (const [name, all] of byName) {
      // A spool that was emptied or retired says nothing about the one that took its place.
      const present = all.filter((seen) => now - seen.seenAt <= GONE_MS);
      this.board.set({ id: `source:${name}`, label: `Capture ${name}`, ...describe(present.length > 0 ? present : all, now) });
    }
  }
}

const behindMs = (seen: Seen, now: number): number => (seen.pendingFrom === null ? seen.behindMs : Math.max(0, now - seen.pendingFrom));

function describe(sources: readonly Seen[], now: number): { state: HealthState; figure: string; detail: string | null; href?: string } {
  const silentMs = Math.max(...sources.map((seen) => now - seen.seenAt));
  const latestMs = Math.max(...sources.map((seen) => behindMs(seen, now)));
  const waiting = sources.reduce((sum, seen) => sum + seen.waiting, 0);
  const dropped = sources.reduce((sum, seen) => sum + seen.dropped, 0);
  const droppedAt = Math.max(...sources.map((seen) => seen.droppedAt ?? 0));
  const silence = `Nothing was heard of it for ${seconds(silentMs)}. Is it running, and does it reach this server (CAPTURE_URL, CAPTURE_API_KEY)? What it captures waits in its spool.`;
  if (silentMs > GONE_MS) return { state: 'down', figure: `silent ${seconds(silentMs)}`, detail: silence };
  if (silentMs > SILENT_MS) return { state: 'degraded', figure: `silent ${seconds(silentMs)}`, detail: silence };
  if (now - droppedAt < DROP_SHOWN_MS) {
    return { state: 'degraded', figure: `${dropped} dropped`, detail: `Its spool had no room for ${dropped} flows since this server started. A larger SPOOL_MAX_BYTES bridges a longer absence of the server.`, href: '/losses?kind=drop' };
  }
  const figure = `${seconds(latestMs)} behind`;
  if (latestMs > BEHIND_MS) return { state: 'degraded', figure, detail: `What it captures is recorded late: ${waiting} flows wait in its spool behind the batch that is being recorded.` };
  const manyRoutes = [...new Set(sources.flatMap((seen) => seen.manyRoutes.split(',')))].filter(Boolean).join(', ');
  if (manyRoutes !== '') {
    return { state: 'degraded', figure: 'too many routes', detail: `More routes than are told apart: ${manyRoutes}. Those not used for longest give way, and new ones may be recorded as /{other}. Name the ones that matter in GATEWAY_ROUTES (/orders/{id}, separated by commas), or in the middleware’s routes.` };
  }
  return { state: 'ok', figure, detail: null };
}

const seconds = (ms: number): string => (ms < 10_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`);
