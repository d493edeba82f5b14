import { Kafka, logLevel, type Producer } from 'kafkajs';
import { Agent, request } from 'undici';
import { createTopics } from '../embedded/create-topics.ts';
import { sleep, until } from './patience.ts';
import { readProgress, type Progress } from './recorded.ts';
import type { Rig } from './rig.ts';

export interface TrafficOptions {
  /** Names the topic and the user agent. */
  name: string;
  random: () => number;
  httpPerSecond?: number;
  recordsPerSecond?: number;
}

/** What was sent, and which part of it was answered. */
export interface Traffic {
  readonly topic: string;
  readonly userAgent: string;
  /** What was recorded before it began. */
  readonly before: Progress;
  /** Paths of requests that the gateway answered, each of them one of a kind, and when; epoch milliseconds. */
  readonly answered: ReadonlyMap<string, number>;
  /** Answers of the gateway that its upstream did not give (5xx), and requests without one. */
  readonly failures: string[];
  stop(): Promise<void>;
}

const TICK_MS = 20;
const PARTITIONS = 6;

/** A request to the brokers is tried again for so long: minutes. */
const RETRY = { retries: 300, maxRetryTime: 1_000 };

/** Steady traffic on both sides, bounded by its rate, until it is stopped. Comes back when both sides are being recorded. */
export async function startTraffic(rig: Rig, options: TrafficOptions): Promise<Traffic> {
  const topic = `faults-${options.name}`;
  const kafka = new Kafka({ clientId: 'faults', brokers: [rig.brokers], logLevel: logLevel.NOTHING, retry: RETRY });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions: PARTITIONS }]);
  await admin.disconnect();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry: RETRY });
  await producer.connect();
  const before = await until('Postgres', () => readProgress(rig.databaseUrl));

  const userAgent = `${topic}/1.0`;
  const answered = new Map<string, number>();
  const failures: string[] = [];
  let running = true;
  // Where the fault fails, nobody stops it.
  rig.whenClosed.push(() => (running = false));
  const agent = new Agent({ connections: 32 });
  const http = pace(options.httpPerSecond ?? 200, () => running, async (n) => {
    const path = `/orders/${n}`;
    try {
      const answer = await request(rig.gatewayUrl + path, { dispatcher: agent, headers: { 'user-agent': userAgent } });
      await answer.body.dump();
      answered.set(path, Date.now());
      if (answer.statusCode >= 500) failures.push(`${path}: ${answer.statusCode}`);
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
    }
  });
  const records = produce(producer, topic, options, () => running);
  await until('the recording of both sides', async () => {
    const now = await readProgress(rig.databaseUrl);
    return now && now.records > before.records && now.exchanges > before.exchanges ? now : null;
  });
  return {
    topic, userAgent, before, answered, failures,
    async stop() {
      running = false;
      await Promise.all([http, records]);
      await Promise.all([producer.disconnect(), agent.close()]);
    },
  };
}

/** Calls `work` `perSecond` times a second with 0, 1, 2 … and waits for what is under way at the end. */
async function pace(perSecond: number, running: () => boolean, work: (n: number) => Promise<void>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const began = performance.now();
  let next = 0;
  while (running()) {
    const due = ((performance.now() - began) / 1_000) * perSecond;
    while (next < due && underWay.size < 256) {
      const one: Promise<void> = work(next).finally(() => underWay.delete(one));
      underWay.add(one);
      next += 1;
    }
    await sleep(TICK_MS);
  }
  await Promise.all(underWay);
}

async function produce(producer: Producer, topic: string, { random, recordsPerSecond = 2_000 }: TrafficOptions, running: () => boolean): Promise<void> {
  const began = performance.now();
  let next = 0;
  while (running()) {
    const due = Math.min(next + 2_000, Math.floor(((performance.now() - began) / 1_000) * recordsPerSecond));
    const messages = [];
    for (; next < due; next += 1) {
      const size = Math.floor(random() * 400);
      messages.push({ key: `k-${next}`, value: Buffer.from(`${next} ${'x'.repeat(size)}`), partition: Math.floor(random() * PARTITIONS) });
    }
    if (messages.length > 0) await producer.send({ topic, messages });
    await sleep(TICK_MS);
  }
}
