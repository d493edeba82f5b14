import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Kafka, Message, Producer } from 'kafkajs';
import { wrapProducer, type Capture } from '@contraflow/capture';
import { CONFIG, type Config } from '../config.js';
import { CAPTURE } from '../core/open-capture.js';
import { createProducer, KAFKA } from './kafka-client.js';
import type { ShopTopic } from './topics.js';

/** In whose name records are sent: the order API, and the two groups that produce. */
export type ShopService = 'shop' | 'billing' | 'shipping';

/** One producer a service; each send is captured, with the time until its acknowledgement. */
@Injectable()
export class Producers implements OnApplicationShutdown {
  private readonly open = new Map<ShopService, Promise<Producer>>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(KAFKA) private readonly kafka: Kafka,
    @Inject(CAPTURE) private readonly capture: Capture | null,
  ) {}

  /** Resolves once every record is acknowledged; connects first where needed. */
  async send(service: ShopService, topic: ShopTopic, messages: Message[]): Promise<void> {
    const producer = await this.of(service);
    await producer.send({ topic: this.config.prefix + topic, messages });
  }

  private of(service: ShopService): Promise<Producer> {
    let producer = this.open.get(service);
    if (!producer) {
      producer = this.connect(service);
      this.open.set(service, producer);
      // A failed try is forgotten, so that the next send tries anew.
      producer.catch(() => this.open.delete(service));
    }
    return producer;
  }

  private async connect(service: ShopService): Promise<Producer> {
    const plain = createProducer(this.kafka);
    const producer = this.capture ? wrapProducer(plain, this.capture, service) : plain;
    await producer.connect();
    return producer;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.open.values()].map(async (producer) => (await producer).disconnect()));
  }
}
