import { pause, reasonOf } from '../bounded.js';
import type { Topic } from '../catalog.js';
import type { LogOnce } from '../log-once.js';
import type { Cursor } from './cursor.js';
import type { CursorBook, LogEnds } from './cursor-book.js';
import type { LogEndsReader } from './log-ends.js';

export interface Place {
  topic: Topic;
  partition: number;
}

const RETRY_MS = 1_000;
const CLAIMS_AT_ONCE = 8;
/** How often in a row the log has to end before the recorded position before that is believed. */
const BEYOND_END = 5;
const BEYOND_END_MS = 2_000;

/** Opens the cursors of assigned partitions, for as long as it takes: claims the source and finds where to read on. */
export class Settling {
  private generation = new AbortController();

  constructor(
    private readonly context: { clusterId: string; book: CursorBook; ends: LogEndsReader; log: LogOnce; doubtful(): void },
    private readonly closing: AbortSignal,
    private readonly opened: (cursor: Cursor) => void,
  ) {}

  /** Begins with a new assignment; whatever was under way for the one before ends. */
  begin(places: Place[]): void {
    this.generation.abort();
    this.generation = new AbortController();
    void this.settle(places, AbortSignal.any([this.generation.signal, this.closing]));
  }

  /** Opens one partition of this assignment again, after a pause. */
  later(place: Place, afterMs: number): void {
    const signal = AbortSignal.any([this.generation.signal, this.closing]);
    void pause(afterMs, signal).then(() => this.settle([place], signal));
  }

  private async settle(places: Place[], signal: AbortSignal): Promise<void> {
    let left = places;
    while (left.length > 0 && !signal.aborted) {
      try {
        const ends = await this.context.ends.read(byTopic(left));
        left = await this.openAll(left, ends, signal);
        if (left.length > 0) this.context.doubtful();
      } catch (error) {
        if (signal.aborted) return;
        this.context.log.say('warn', `Positions are not known yet: ${reasonOf(error)}. Trying again.`);
        this.context.doubtful();
      }
      if (left.length > 0) await pause(RETRY_MS, signal);
    }
  }

  /** @returns what has to be tried again */
  private async openAll(places: Place[], ends: Map<string, Map<number, LogEnds>>, signal: AbortSignal): Promise<Place[]> {
    const again: Place[] = [];
    const queue = [...places];
    const worker = async () => {
      for (let place = queue.shift(); place; place = queue.shift()) {
        const own = ends.get(place.topic.name)?.get(place.partition);
        if (!own) again.push(place);
        else await this.open(place, own, signal);
      }
    };
    await Promise.all(Array.from({ length: CLAIMS_AT_ONCE }, worker));
    return again;
  }

  private async open(place: Place, ends: LogEnds, signal: AbortSignal): Promise<void> {
    const { book, clusterId } = this.context;
    const cursor = await book.open(clusterId, place.topic, place.partition, ends, signal);
    if (signal.aborted) return;
    if (cursor.read > ends.highWatermark) {
      cursor.beyondEnd += 1;
      // Right after a broker's start its high watermark may lag behind for moments.
      if (cursor.beyondEnd < BEYOND_END) return this.later(place, BEYOND_END_MS);
      book.handInTruncated(cursor, ends.highWatermark);
    } else if (ends.logStartOffset > cursor.handed) {
      book.handInExpired(cursor, ends.logStartOffset);
    }
    cursor.beyondEnd = 0;
    this.opened(cursor);
  }
}

function byTopic(places: Place[]): Map<string, number[]> {
  const result = new Map<string, number[]>();
  for (const { topic, partition } of places) result.set(topic.name, [...(result.get(topic.name) ?? []), partition]);
  return result;
}
