import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../core/database.js';
import { LinkStatus } from '../core/link-status.js';
import { LOG, type Log } from '../core/log.js';
import { Backoff, settledWithin } from '../core/pause.js';
import { GROUPS, type Group } from '../groups/group.js';
import { Outbox } from '../outbox/outbox.js';
import { relayOutbox } from '../outbox/outbox-relay.js';
import { KAFKA } from './kafka-client.js';
import { Producers } from './producers.js';
import { superviseConsumer } from './supervise-consumer.js';
import { ensureTopics } from './topics.js';

/** A broker that does not answer keeps kafkajs waiting; the shop's end does not wait for that. */
const STOP_WITHIN_MS = 4_000;

/** Everything of the shop that needs Kafka; it waits for it, and the REST half never waits for this. */
@Injectable()
export class KafkaSide implements OnModuleDestroy {
  private readonly stop = new AbortController();
  private readonly kafkaStatus: LinkStatus;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    @Inject(Database) private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Producers) private readonly producers: Producers,
    @Inject(KAFKA) private readonly kafka: Kafka,
    @Inject(GROUPS) private readonly groups: Group[],
  ) {
    this.kafkaStatus = new LinkStatus('Kafka', log);
  }

  /** When Kafka went away; null while it is there. */
  get downSince(): Date | null {
    return this.kafkaStatus.downSince;
  }

  /** To be called once the shop answers, because its groups call it. */
  start(): void {
    if (this.config.kafkaBrokers.length === 0) {
      this.log.info('KAFKA_BROKERS is empty: orders are taken, their records wait in the outbox, and no group runs.');
      return;
    }
    this.running = this.run(this.stop.signal);
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await settledWithin(this.running, STOP_WITHIN_MS);
  }

  private async run(signal: AbortSignal): Promise<void> {
    await this.untilTopicsAreThere(signal);
    const { database, outbox, producers, kafkaStatus: kafka } = this;
    const relay = { database, outbox, producers, kafka };
    await Promise.all([
      relayOutbox({ ...relay, topic: 'orders', service: 'shop' }, signal),
      relayOutbox({ ...relay, topic: 'payments', service: 'billing' }, signal),
      ...this.groups.map((group) =>
        superviseConsumer(this.kafka, group.consumer(signal), new LinkStatus(`Kafka, for the group ${group.name},`, this.log), signal),
      ),
    ]);
  }

  private async untilTopicsAreThere(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(500, 3_000);
    while (!signal.aborted) {
      try {
        await ensureTopics(this.kafka, this.config.prefix);
        return this.kafkaStatus.up();
      } catch (error) {
        this.kafkaStatus.down(error, 'Orders are taken as before; their records wait in the outbox.');
        await backoff.wait(signal);
      }
    }
  }
}
