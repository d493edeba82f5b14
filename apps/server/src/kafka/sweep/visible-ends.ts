import type { Pool } from 'pg';
import { readVisibleEnds } from '@contraflow/store';
import type { Cursor } from '../tail/cursor.js';
import type { LogEnds } from '../tail/cursor-book.js';
import type { Topic } from '../catalog.js';

/** Partitions that Postgres is asked about in one sweep, and that are kept in mind. */
const MOST_ASKED = 200;
const MOST_KEPT = 20_000;

type Ends = Map<string, Map<number, LogEnds>>;

/**
 * Where the records end that a reader can see. A transaction ends with a marker, which takes an offset and is no record:
 * whoever has read the last record is not behind. Where we have read up to the end we know; elsewhere the high watermark stands.
 */
export class VisibleEnds {
  private readonly asked = new Map<string, { highWatermark: bigint; visibleEnd: bigint }>();

  constructor(
    private readonly pool: Pool,
    private readonly cursors: () => Cursor[],
  ) {}

  /**
   * Fills in `visibleEnd` of the ends.
   * @param isInteresting whether somebody stands right before the end of a partition: only there it makes a difference
   * @param mayAsk false while Postgres is away
   */
  async fill(clusterId: string, topics: ReadonlyMap<string, Topic>, ends: Ends, isInteresting: (topic: string, partition: number) => boolean, mayAsk: boolean): Promise<void> {
    const cursors = new Map(this.cursors().map((cursor) => [`${cursor.topic.id} ${cursor.partition}`, cursor]));
    const unknown: { key: string; topicId: string; partition: number; end: LogEnds }[] = [];
    for (const [name, partitions] of ends) {
      const topicId = topics.get(name)?.id;
      if (topicId === undefined) continue;
      for (const [partition, end] of partitions) {
        const key = `${topicId} ${partition}`;
        const cursor = cursors.get(key);
        const asked = this.asked.get(key);
        if (cursor && cursor.read >= end.highWatermark && cursor.visibleEnd !== null) end.visibleEnd = smaller(cursor.visibleEnd, end.highWatermark);
        else if (asked?.highWatermark === end.highWatermark) end.visibleEnd = asked.visibleEnd;
        else if (isInteresting(name, partition)) unknown.push({ key, topicId, partition, end });
      }
    }
    if (mayAsk) await this.ask(clusterId, unknown.slice(0, MOST_ASKED));
  }

  private async ask(clusterId: string, unknown: { key: string; topicId: string; partition: number; end: LogEnds }[]): Promise<void> {
    const found = await readVisibleEnds(this.pool, unknown.map(({ topicId, partition, end }) => ({ clusterId, topicId, partition, highWatermark: end.highWatermark })));
    if (this.asked.size > MOST_KEPT) this.asked.clear();
    unknown.forEach(({ key, end }, index) => {
      const visibleEnd = found[index] ?? null;
      if (visibleEnd === null) return;
      this.asked.set(key, { highWatermark: end.highWatermark, visibleEnd });
      end.visibleEnd = smaller(visibleEnd, end.highWatermark);
    });
  }
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
