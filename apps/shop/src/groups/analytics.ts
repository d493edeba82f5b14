import { Inject, Injectable } from '@nestjs/common';
import type { EachBatchPayload } from 'kafkajs';
import { CONFIG, type Config } from '../config.js';
import { LOG, type Log } from '../core/log.js';
import { pause } from '../core/pause.js';
import { readRecord } from '../kafka/shop-record.js';
import type { SupervisedConsumer } from '../kafka/supervise-consumer.js';
import { SHOP_TOPICS } from '../kafka/topics.js';
import { orderSchema } from '../orders/order.js';
import { COMMIT_SOON, type Group } from './group.js';

/** Careful work takes this long a record: less than arrives at the usual rate, so the group falls behind. */
const CAREFUL_MS = 80;
/** So far behind, it counts in bulk until it has caught up; that bounds its lag at any rate. */
const TOO_FAR_BEHIND = 3_000;
const CAUGHT_UP = 20;
const REPORT_EVERY_MS = 60_000;

/** Reads all three topics and counts what was sold; the slow one, as there is one in every company. */
@Injectable()
export class Analytics implements Group {
  readonly name = 'analytics';
  /** Records behind, by partition, as of the last batch of each. */
  private readonly behind = new Map<string, number>();
  private inBulk = false;
  private report = { since: Date.now(), records: 0, orders: 0, turnoverCents: 0 };

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  consumer(signal: AbortSignal): SupervisedConsumer {
    return {
      // Small bites: a batch takes a few seconds at most, and no partition waits long for its turn.
      consumer: { groupId: this.config.prefix + this.name, maxWaitTimeInMs: 500, maxBytesPerPartition: 16 * 1024 },
      topics: SHOP_TOPICS.map((topic) => this.config.prefix + topic),
      run: { ...COMMIT_SOON, eachBatchAutoResolve: false, eachBatch: (payload) => this.count(payload, signal) },
    };
  }

  private async count({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale }: EachBatchPayload, signal: AbortSignal): Promise<void> {
    for (const message of batch.messages) {
      if (!isRunning() || isStale() || signal.aborted) return;
      this.look(`${batch.topic}/${batch.partition}`, Number(BigInt(batch.highWatermark) - BigInt(message.offset)) - 1);
      if (!this.inBulk) await pause(CAREFUL_MS, signal);
      this.add(readRecord(message));
      resolveOffset(message.offset);
      await commitOffsetsIfNecessary();
      await heartbeat();
    }
  }

  private look(partition: string, behind: number): void {
    this.behind.set(partition, behind);
    const total = [...this.behind.values()].reduce((sum, count) => sum + count, 0);
    this.inBulk = this.inBulk ? total > CAUGHT_UP : total > TOO_FAR_BEHIND;
  }

  private add({ event, value }: ReturnType<typeof readRecord>): void {
    const report = this.report;
    report.records += 1;
    if (event === 'order.placed') {
      report.orders += 1;
      report.turnoverCents += orderSchema.safeParse(value).data?.totalCents ?? 0;
    }
    if (Date.now() - report.since < REPORT_EVERY_MS) return;
    const { records, orders, turnoverCents } = report;
    this.log.info({ records, orders, turnoverCents }, 'analytics: its report of the last minute');
    this.report = { since: Date.now(), records: 0, orders: 0, turnoverCents: 0 };
  }
}
