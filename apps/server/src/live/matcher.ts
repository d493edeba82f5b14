import { compileFilter, type FilterNode, type Side } from '@contraflow/contract';
import { filterableHttp, filterableKafka, type HttpRow, type KafkaRow } from '@contraflow/store';
import type { RingBatch } from './ring.js';

/** What a subscription wants to see, compiled once for all who want the same. */
export class Matcher {
  private readonly predicate: ReturnType<typeof compileFilter>;
  /** Everything of its sides: then nothing has to be looked at. */
  private readonly takesAll: boolean;

  constructor(
    readonly sides: readonly Side[],
    readonly filter: FilterNode,
  ) {
    this.predicate = compileFilter(filter);
    this.takesAll = filter.type === 'all';
  }

  takes(side: Side): boolean {
    return this.sides.includes(side);
  }

  /** Whether the flow at `at` in its batch is wanted. */
  matches(batch: RingBatch, at: number): boolean {
    const side = at < batch.http.length ? 'http' : 'kafka';
    if (!this.takes(side)) return false;
    if (this.takesAll) return true;
    return this.predicate(side === 'http' ? filterableHttp(batch.http[at] as HttpRow) : filterableKafka(batch.kafka[at - batch.http.length] as KafkaRow));
  }
}
