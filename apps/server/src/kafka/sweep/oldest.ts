import type { PartitionGauge } from '../gauges.js';
import type { LogEndsReader } from '../tail/log-ends.js';

/** Remembers where logs began and how old their first records are; asks only where a log begins elsewhere than before. */
export class OldestRecords {
  private readonly known = new Map<string, { logStartOffset: bigint; empty: boolean; timestampMs: number | null }>();

  constructor(private readonly ends: LogEndsReader) {}

  /** Fills in `moved` and `oldestTimestampMs`. */
  async fill(gauges: PartitionGauge[]): Promise<void> {
    const wanted = new Map<string, number[]>();
    for (const gauge of gauges) {
      const before = this.known.get(keyOf(gauge));
      gauge.moved = before?.logStartOffset !== gauge.logStartOffset;
      gauge.oldestTimestampMs = before?.timestampMs ?? null;
      if (gauge.moved || before?.empty !== isEmpty(gauge)) wanted.set(gauge.topic, [...(wanted.get(gauge.topic) ?? []), gauge.partition]);
    }
    if (wanted.size === 0) return;
    const oldest = await this.ends.oldest(wanted);
    for (const gauge of gauges) {
      if (wanted.get(gauge.topic)?.includes(gauge.partition)) gauge.oldestTimestampMs = oldest.get(`${gauge.topic} ${gauge.partition}`) ?? null;
    }
  }

  /** Keeps in mind what has been written. */
  written(gauges: PartitionGauge[]): void {
    this.known.clear();
    for (const gauge of gauges) {
      const { logStartOffset, oldestTimestampMs: timestampMs } = gauge;
      this.known.set(keyOf(gauge), { logStartOffset, empty: isEmpty(gauge), timestampMs });
    }
  }
}

const keyOf = ({ topicId, partition }: PartitionGauge) => `${topicId} ${partition}`;
const isEmpty = ({ logStartOffset, highWatermark }: PartitionGauge) => logStartOffset === highWatermark;
