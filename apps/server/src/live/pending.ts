import type { Side } from '@contraflow/contract';
import type { Found } from './filter-group.js';
import type { Counts } from './ring.js';

/** Numbers of matching flows, by side and rising. The lists are those of the group, shared by its clients. */
export class Pending {
  private readonly chunks: Record<Side, number[][]> = { http: [], kafka: [] };
  private readonly offset: Counts = { http: 0, kafka: 0 };
  private readonly held: Counts = { http: 0, kafka: 0 };

  /** @param limit most flows of each side to hold */
  constructor(private readonly limit: number) {}

  get size(): number {
    return this.held.http + this.held.kafka;
  }

  counts(): Counts {
    return { ...this.held };
  }

  /** @returns how many of each side had to go: the oldest */
  add(found: Found): Counts {
    const dropped = { http: 0, kafka: 0 };
    for (const side of ['http', 'kafka'] as const) {
      if (found[side].length === 0) continue;
      this.chunks[side].push(found[side]);
      this.held[side] += found[side].length;
      dropped[side] = this.drop(side, this.held[side] - this.limit);
    }
    return dropped;
  }

  /**
   * Drops the oldest until `keep` are left. Each side may keep half of them; what one does not need, the other may.
   * @returns how many of each side went
   */
  keepNewest(keep: number): Counts {
    const { http, kafka } = this.held;
    if (http + kafka <= keep) return { http: 0, kafka: 0 };
    const keepHttp = Math.min(http, Math.max(Math.floor(keep / 2), keep - kafka));
    const keepKafka = keep - keepHttp;
    return { http: this.drop('http', http - keepHttp), kafka: this.drop('kafka', kafka - keepKafka) };
  }

  /** The oldest, at most `count` of both sides together, rising, and a key that is the same for the same flows of one group. */
  peekOldest(count: number): { sequences: number[]; key: string } {
    const sequences: number[] = [];
    const [http, kafka] = [this.cursor('http'), this.cursor('kafka')];
    while (sequences.length < count && (http.value !== undefined || kafka.value !== undefined)) {
      const next = kafka.value === undefined || (http.value !== undefined && http.value < kafka.value) ? http : kafka;
      sequences.push(next.value as number);
      next.step();
    }
    return { sequences, key: `${http.window} ${kafka.window}` };
  }

  /** Forgets the oldest, `count` of both sides together. @returns how many of each side */
  dropOldest(count: number): Counts {
    const [http, kafka] = [this.cursor('http'), this.cursor('kafka')];
    for (let left = count; left > 0; left -= 1) {
      const next = kafka.value === undefined || (http.value !== undefined && http.value < kafka.value) ? http : kafka;
      next.step();
    }
    return { http: this.drop('http', http.steps), kafka: this.drop('kafka', kafka.steps) };
  }

  clear(): void {
    for (const side of ['http', 'kafka'] as const) this.drop(side, this.held[side]);
  }

  private cursor(side: Side): Cursor {
    return new Cursor(this.chunks[side], this.offset[side]);
  }

  private drop(side: Side, count: number): number {
    const chunks = this.chunks[side];
    const dropping = Math.max(0, count);
    for (let left = dropping; left > 0; ) {
      const chunk = chunks[0] as number[];
      const here = Math.min(left, chunk.length - this.offset[side]);
      this.offset[side] += here;
      left -= here;
      if (this.offset[side] === chunk.length) {
        chunks.shift();
        this.offset[side] = 0;
      }
    }
    this.held[side] -= dropping;
    return dropping;
  }
}

/** Walks over the chunks of one side. */
class Cursor {
  private chunk = 0;
  steps = 0;
  private last = 0;
  private readonly first: number;
  value: number | undefined;

  constructor(
    private readonly chunks: number[][],
    private at: number,
  ) {
    this.value = chunks[0]?.[at];
    this.first = this.value ?? 0;
  }

  step(): void {
    this.last = this.value ?? 0;
    this.steps += 1;
    this.at += 1;
    if (this.at === this.chunks[this.chunk]?.length) {
      this.chunk += 1;
      this.at = 0;
    }
    this.value = this.chunks[this.chunk]?.[this.at];
  }

  /** Says which flows were walked over: they follow one another in the group's matches. */
  get window(): string {
    return this.steps === 0 ? '-' : `${this.first}-${this.last}-${this.steps}`;
  }
}
