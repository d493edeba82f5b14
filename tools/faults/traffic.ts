import { Kafka, logLevel, type Producer } from 'kafkajs';
import { Agent, request } from 'undici';

export interface TrafficOptions {
  gatewayUrl: string;
  brokers: string;
  topic: string;
  partitions: number;
  httpPerSecond: number;
  recordsPerSecond: number;
  random: () => number;
}

/** What was sent, and which part of it was answered. */
export interface Traffic {
  /** Paths of requests that the gateway answered, each of them one of a kind. */
  readonly answered: Set<string>;
  /** Answers of the gateway that its upstream did not give (5xx), and requests without one. */
  readonly failures: string[];
  /** Records that the broker acknowledged. */
  readonly acknowledged: () => number;
  stop(): Promise<void>;
}

const TICK_MS = 20;

/** Steady traffic on both sides, bounded by its rate, until it is stopped. */
export async function startTraffic(options: TrafficOptions): Promise<Traffic> {
  const kafka = new Kafka({ clientId: 'faults', brokers: [options.brokers], logLevel: logLevel.NOTHING, retry: { retries: 100, maxRetryTime: 1_000 } });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: options.topic, numPartitions: options.partitions }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();

  const answered = new Set<string>();
  const failures: string[] = [];
  let acknowledged = 0;
  let running = true;
  const agent = new Agent({ connections: 32 });

  const http = pace(options.httpPerSecond, () => running, async (n) => {
    const path = `/orders/${n}?n=${n}`;
    try {
      const answer = await request(options.gatewayUrl + path, { dispatcher: agent, headers: { 'user-agent': 'faults/1.0' } });
      await answer.body.dump();
      answered.add(path);
      if (answer.statusCode >= 500) failures.push(`${path}: ${answer.statusCode}`);
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
    }
  });
  const records = produce(producer, options, () => running, (count) => (acknowledged += count));

  return {
    answered,
    failures,
    acknowledged: () => acknowledged,
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

async function produce(producer: Producer, options: TrafficOptions, running: () => boolean, sent: (count: number) => void): Promise<void> {
  const began = performance.now();
  let next = 0;
  while (running()) {
    const due = Math.min(next + 2_000, Math.floor(((performance.now() - began) / 1_000) * options.recordsPerSecond));
    const messages = [];
    for (; next < due; next += 1) {
      const size = Math.floor(options.random() * 400);
      messages.push({ key: `k-${next}`, value: Buffer.from(`${next} ${'x'.repeat(size)}`), partition: Math.floor(options.random() * options.partitions) });
    }
    if (messages.length > 0) {
      await producer.send({ topic: options.topic, messages });
      sent(messages.length);
    }
    await sleep(TICK_MS);
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
