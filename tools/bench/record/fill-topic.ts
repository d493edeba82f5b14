import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopics } from '../../embedded/create-topics.ts';

export interface Filling {
  topic: string;
  records: number;
  /** Of each value. */
  valueBytes: number;
  partitions: number;
}

const BATCH = 1_000;

/**
 * Makes a topic and fills it. Values are JSON such as services send, all different, so that neither a codec nor
 * Postgres' compression makes them small; keys are as long as ids are.
 */
export async function fillTopic(brokers: string, { topic, records, valueBytes, partitions }: Filling, told: (sent: number) => void = () => undefined): Promise<void> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin, [{ topic, numPartitions: partitions }]);
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  for (let sent = 0; sent < records; ) {
    const sends: Promise<unknown>[] = [];
    for (let partition = 0; partition < partitions && sent < records; partition += 1) {
      const count = Math.min(BATCH, records - sent);
      const messages = Array.from({ length: count }, (_, i) => ({ partition, key: `order-${sent + i}`, value: valueOf(sent + i, valueBytes) }));
      sends.push(producer.send({ topic, messages, acks: 1 }));
      sent += count;
    }
    await Promise.all(sends);
    told(sent);
  }
  await producer.disconnect();
  // What was just written is still on its way to the disk.
  await sleep(500);
}

function valueOf(n: number, bytes: number): string {
  const head = `{"orderId":"${n}","at":${1_700_000_000_000 + n},"note":"`;
  return `${head}${noise(n, Math.max(0, bytes - head.length - 2))}"}`;
}

/** Letters that look random and are the same for the same seed: cut out of a long text at another place each time. */
function noise(seed: number, length: number): string {
  const from = (Math.imul(seed, 2_654_435_761) >>> 0) % (NOISE.length - length);
  return NOISE.slice(from, from + length);
}

const NOISE = Array.from({ length: 1_048_576 }, (_, i) => String.fromCharCode(97 + ((Math.imul(i + 1, 1_597_334_677) >>> 13) % 26))).join('');
