import { zstdCompressSync } from 'node:zlib';
import { Admin as DeletingAdmin } from '@platformatic/kafka';
import { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners, type Admin, type Consumer, type Producer } from 'kafkajs';
import { compressFrameSync } from 'lz4-napi';
import { createTopics } from '../../../../tools/embedded/create-topics.ts';
import { xerial } from './record-batch.js';

/** kafkajs as the other side: it makes topics, produces in every codec, and consumes. */
export class OtherSide {
  private constructor(
    private readonly brokers: string,
    readonly kafka: Kafka,
    readonly admin: Admin,
    readonly producer: Producer,
  ) {}

  static async connect(brokers: string): Promise<OtherSide> {
    const kafka = new Kafka({ brokers: [brokers], clientId: 'other-side', logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
    await Promise.all([admin.connect(), producer.connect()]);
    return new OtherSide(brokers, kafka, admin, producer);
  }

  async topic(name: string, partitions = 1, config: Record<string, string> = {}): Promise<void> {
    const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
    await createTopics(this.admin, [{ topic: name, numPartitions: partitions, configEntries }]);
  }

  /** Deletes the records of partition 0 before `offset`, as retention does. (kafkajs does not find the broker for it.) */
  async expire(topic: string, offset: bigint): Promise<void> {
    const admin = new DeletingAdmin({ clientId: 'other-side', bootstrapBrokers: [this.brokers] });
    await admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset }] }] });
    await admin.close();
  }

  /** Consumes `count` records in a group of its own, commits, and leaves. */
  async consume(topic: string, groupId: string, count: number): Promise<void> {
    const consumer: Consumer = this.kafka.consumer({ groupId, allowAutoTopicCreation: false });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    let left = count;
    await new Promise<void>((resolve) => {
      void consumer.run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          if (left <= 0) return;
          left -= 1;
          if (left > 0) return;
          await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
          resolve();
        },
      });
    });
    await consumer.disconnect();
  }

  async disconnect(): Promise<void> {
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }
}

/** kafkajs sends only gzip by itself; for specs it learns the others, snappy in Java's framing. */
export function teachCodecs(): void {
  const codec = (compress: (data: Buffer) => Buffer) => () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(compress(encoder.buffer)),
    decompress: () => Promise.reject(new Error('Specs only send.')),
  });
  CompressionCodecs[CompressionTypes.Snappy] = codec((data) => xerial(data));
  CompressionCodecs[CompressionTypes.LZ4] = codec((data) => compressFrameSync(data));
  CompressionCodecs[CompressionTypes.ZSTD] = codec((data) => zstdCompressSync(data));
}
