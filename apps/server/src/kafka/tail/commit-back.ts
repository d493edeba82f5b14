import type { Consumer } from 'kafkajs';
import { reasonOf } from '../bounded.js';
import type { LogOnce } from '../log-once.js';
import type { Cursor } from './cursor.js';

const EVERY_MS = 1_000;

/**
 * Commits recorded positions to Kafka, after their transactions, so that other tools see
 * how far recording is. Nothing of ours reads them: Postgres holds the positions.
 */
export class CommitBack {
  private readonly told = new Map<string, bigint>();
  private timer: NodeJS.Timeout | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly consumer: Consumer,
    private readonly cursors: () => Iterable<Cursor>,
    private readonly log: LogOnce,
  ) {}

  start(): void {
    this.timer = setInterval(() => (this.work = this.work.then(() => this.commit())), EVERY_MS);
  }

  /** Commits once more, then no more. */
  async stop(): Promise<void> {
    if (!this.timer) return;
    clearInterval(this.timer);
    await this.work;
    await this.commit();
  }

  private async commit(): Promise<void> {
    const news = [...this.cursors()]
      .map((cursor) => ({ cursor, offset: cursor.passed() }))
      .filter(({ cursor, offset }) => this.told.get(cursor.source) !== offset && offset > 0n);
    if (news.length === 0) return;
    try {
      await this.consumer.commitOffsets(
        news.map(({ cursor, offset }) => ({ topic: cursor.topic.name, partition: cursor.partition, offset: String(offset) })),
      );
      for (const { cursor, offset } of news) this.told.set(cursor.source, offset);
    } catch (error) {
      this.log.say('debug', `Positions were not committed to Kafka this time: ${reasonOf(error)}`);
    }
  }
}
