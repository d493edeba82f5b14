import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { LinkStatus } from '../core/link-status.js';
import { LOG, type Log } from '../core/log.js';
import { readRecord, type ShopRecord } from '../kafka/shop-record.js';
import type { SupervisedConsumer } from '../kafka/supervise-consumer.js';
import { orderSchema } from '../orders/order.js';
import { COMMIT_SOON, type Group } from './group.js';
import { PatientClient } from './patient-client.js';

/** Reads `orders` and collects the money of those that are paid by invoice, over REST. */
@Injectable()
export class Billing implements Group, OnApplicationShutdown {
  readonly name = 'billing';
  private readonly api: PatientClient;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.api = new PatientClient(config.gatewayUrl, 'billing/1.0', new LinkStatus('The gateway, for billing,', log));
  }

  consumer(signal: AbortSignal): SupervisedConsumer {
    return {
      consumer: { groupId: this.config.prefix + this.name, maxWaitTimeInMs: 250 },
      topics: [`${this.config.prefix}orders`],
      run: {
        ...COMMIT_SOON,
        partitionsConsumedConcurrently: 6,
        eachMessage: ({ message, heartbeat }) => this.bill(readRecord(message), heartbeat, signal),
      },
    };
  }

  private async bill(record: ShopRecord, heartbeat: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (record.event !== 'order.placed') return;
    const { data: order } = orderSchema.safeParse(record.value);
    if (order?.payment !== 'invoice') return;
    const answer = await this.api.send(
      {
        method: 'POST',
        path: '/payments',
        body: { orderId: order.id, amountCents: order.totalCents, method: 'invoice' },
        trace: record.trace,
      },
      heartbeat,
      signal,
    );
    // 402, 404, 409: the bank refused, the order was cancelled or deleted, or it is paid already. All are final.
    if (!answer) throw new Error('The shop stops; this record is billed after the next start.');
    if (answer.status >= 500) this.log.warn({ order: order.id, status: answer.status }, 'billing gave an order up');
  }

  onApplicationShutdown(): Promise<void> {
    return this.api.close();
  }
}
