import { Kafka, logLevel, type Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { createTopics } from '../../embedded/create-topics.ts';

export interface FlowOptions {
  gatewayUrl: string;
  brokers: string;
  topic: string;
  partitions: number;
  httpPerSecond: number;
  recordsPerSecond: number;
}

/** Steady traffic on both sides. */
export interface Flows {
  /** Requests that were answered, and records that were acknowledged. */
  sent: { http: number; kafka: number };
  stop(): Promise<void>;
}

const TICK_MS = 10;
/** So many requests may be under way; beyond, the gateway is too slow for the rate, and fewer are sent. */
const UNDER_WAY = 512;
const VALUE = JSON.stringify({ status: 'paid', items: [{ sku: 'sku-1', quantity: 2 }], note: 'leave it at the door, please', total: 12.5 });

/** Begins to send, and goes on at the given rates until it is stopped. Paths and keys carry the moment at which they were sent. */
export async function startFlows(options: FlowOptions): Promise<Flows> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [options.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin, [{ topic: options.topic, numPartitions: options.partitions }]);
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  const agent = new Agent({ connections: 64 });
  const sent = { http: 0, kafka: 0 };
  const state = { running: true };
  const work = Promise.all([
    pace(options.httpPerSecond, state, async (count) => {
      const one = async () => {
        const answer = await request(`${options.gatewayUrl}/orders/${Date.now()}`, { dispatcher: agent, headers: { 'user-agent': 'bench/1.0' } });
        await answer.body.dump();
        sent.http += 1;
      };
      await Promise.all(Array.from({ length: count }, one));
    }),
    pace(options.recordsPerSecond, state, async (count) => {
      await send(producer, options, sent.kafka, count);
      sent.kafka += count;
    }),
  ]);
  // A mistake shows when it is stopped; until then it must not end the process.
  work.catch(() => undefined);
  return {
    sent,
    async stop() {
      state.running = false;
      await work;
      await Promise.all([producer.disconnect(), agent.close()]);
    },
  };
}

async function send(producer: Producer, { topic, partitions }: FlowOptions, from: number, count: number): Promise<void> {
  const now = Date.now();
  const messages = Array.from({ length: count }, (_, i) => ({ key: `order-${now}-${from + i}`, partition: (from + i) % partitions, value: VALUE }));
  await producer.send({ topic, messages, acks: 1 });
}

/** Calls `work` with how many are due, every tick; waits for what is under way at the end. */
async function pace(perSecond: number, state: { running: boolean }, work: (count: number) => Promise<void>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let waiting = 0;
  let failure: unknown;
  let last = performance.now();
  let owed = 0;
  while (state.running && failure === undefined) {
    await sleep(TICK_MS);
    const now = performance.now();
    owed = Math.min(perSecond, owed + ((now - last) / 1_000) * perSecond);
    last = now;
    const count = Math.min(Math.floor(owed), UNDER_WAY - waiting);
    if (count <= 0) continue;
    owed -= count;
    waiting += count;
    const one = work(count).then(
      () => undefined,
      (error: unknown) => void (failure ??= error),
    ).finally(() => {
      waiting -= count;
      underWay.delete(one);
    });
    underWay.add(one);
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure as Error;
}
