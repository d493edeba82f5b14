import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { CONFIG, type Config } from '../config.js';
import { LinkStatus } from '../core/link-status.js';
import { LOG, type Log } from '../core/log.js';
import { formatTraceparent, type TraceContext } from '@contraflow/capture';
import { Producers } from '../kafka/producers.js';
import { readRecord, type ShopRecord } from '../kafka/shop-record.js';
import type { SupervisedConsumer } from '../kafka/supervise-consumer.js';
import { paymentSchema } from '../payments/payment.js';
import { COMMIT_SOON, type Group } from './group.js';
import { PatientClient } from './patient-client.js';

const CARRIERS = ['Northbound', 'Parcel & Sons', 'Velo Express'];

/** Reads `payments`, sends off what is paid, tells so in `shipments`, and marks the order as shipped, over REST. */
@Injectable()
export class Shipping implements Group, OnApplicationShutdown {
  readonly name = 'shipping';
  private readonly api: PatientClient;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    @Inject(Producers) private readonly producers: Producers,
  ) {
    this.api = new PatientClient(config.gatewayUrl, 'shipping/1.0', new LinkStatus('The gateway, for shipping,', log));
  }

  consumer(signal: AbortSignal): SupervisedConsumer {
    return {
      consumer: { groupId: this.config.prefix + this.name, maxWaitTimeInMs: 250 },
      topics: [`${this.config.prefix}payments`],
      run: {
        ...COMMIT_SOON,
        partitionsConsumedConcurrently: 6,
        eachMessage: ({ message, heartbeat }) => this.ship(readRecord(message), heartbeat, signal),
      },
    };
  }

  private async ship(record: ShopRecord, heartbeat: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (record.event !== 'payment.captured') return;
    const { data: payment } = paymentSchema.safeParse(record.value);
    if (!payment) return;
    await this.announce(payment.orderId, record.trace);
    const answer = await this.api.send(
      { method: 'PUT', path: `/orders/${payment.orderId}`, body: { state: 'shipped' }, trace: record.trace },
      heartbeat,
      signal,
    );
    // 404, 409: the order was deleted or cancelled on the way, or is shipped already. All are final.
    if (!answer) throw new Error('The shop stops; this record is shipped after the next start.');
    if (answer.status >= 500) this.log.warn({ order: payment.orderId, status: answer.status }, 'shipping could not mark an order');
  }

  private async announce(orderId: string, trace: TraceContext): Promise<void> {
    const id = uuidv7();
    const carrier = CARRIERS[Number.parseInt(id.slice(-2), 16) % CARRIERS.length]!;
    const shipment = { id, orderId, carrier, tracking: id.slice(-12).toUpperCase(), shippedAt: new Date().toISOString() };
    await this.producers.send('shipping', 'shipments', [
      {
        key: orderId,
        value: JSON.stringify(shipment),
        headers: { event: 'order.shipped', traceparent: formatTraceparent(trace) },
      },
    ]);
  }

  onApplicationShutdown(): Promise<void> {
    return this.api.close();
  }
}
