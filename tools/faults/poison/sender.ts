import { Kafka, logLevel, type Admin, type Message, type Producer } from 'kafkajs';
import { createTopics } from '../../embedded/create-topics.ts';
import { teachCodecs } from './codecs.ts';
import { poisonCases } from './cases.ts';
import { sentRecords, type SentRecord } from './sent.ts';

const PARTITIONS = 3;
/** Far beyond Kafka's own 1 MiB. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Sends what somebody could trip over, and remembers it. */
export class PoisonSender {
  readonly sent: SentRecord[] = [];

  readonly admin: Admin;
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly random: () => number;

  private constructor(kafka: Kafka, admin: Admin, producer: Producer, random: () => number) {
    this.kafka = kafka;
    this.admin = admin;
    this.producer = producer;
    this.random = random;
  }

  static async connect(brokers: string, random: () => number): Promise<PoisonSender> {
    teachCodecs();
    const kafka = new Kafka({ clientId: 'faults-poison', brokers: [brokers], logLevel: logLevel.NOTHING, requestTimeout: 120_000 });
    const admin = kafka.admin();
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await Promise.all([admin.connect(), producer.connect()]);
    return new PoisonSender(kafka, admin, producer, random);
  }

  async topic(topic: string, config: Record<string, string> = {}, partitions = PARTITIONS): Promise<void> {
    const configEntries = Object.entries({ 'max.message.bytes': String(MAX_MESSAGE_BYTES), ...config }).map(([name, value]) => ({ name, value }));
    await createTopics(this.admin, [{ topic, numPartitions: partitions, configEntries }]);
  }

  /** Every case, each with an ordinary record behind it in its partition, which says that nothing stalls. */
  async sendCases(topic: string): Promise<void> {
    for (const { what, codec, messages, becomes } of poisonCases(this.random)) {
      const partition = Math.floor(this.random() * PARTITIONS);
      const placed = messages.map((message) => ({ ...message, partition }));
      this.note(what, becomes, placed, await this.producer.send({ topic, compression: codec, messages: placed }));
      await this.sendPlain(topic, partition, `behind ${what}`, 1);
    }
  }

  async sendPlain(topic: string, partition: number, what: string, count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, n) => ({ partition, key: `k-${n}`, value: `${what} ${n}` }));
    this.note(what, 'stored', messages, await this.producer.send({ topic, messages }));
  }

  /** Keys over and over, as many times as there are rounds: compaction leaves holes. Comes without expectations. */
  async sendRepeating(topic: string, keys: number, rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      await this.producer.send({ topic, messages: Array.from({ length: keys }, (_, key) => ({ partition: 0, key: `k-${key}`, value: `round ${round}` })) });
    }
  }

  /** Transactions one after the other, each third of them aborted, with records outside of them in between. */
  async sendTransactions(topic: string, count: number): Promise<void> {
    const producer = this.kafka.producer({ transactionalId: `faults-poison-${topic}`, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (let n = 0; n < count; n += 1) {
      const aborts = n % 3 === 1;
      const messages = Array.from({ length: 20 }, (_, i) => ({ partition: 0, key: `t-${n}`, value: `transaction ${n}, record ${i}` }));
      const transaction = await producer.transaction();
      this.note(aborts ? 'an aborted transaction' : 'a transaction', aborts ? 'nothing' : 'stored', messages, await transaction.send({ topic, messages }));
      await this.sendPlain(topic, 0, 'beside a transaction', 2);
      await (aborts ? transaction.abort() : transaction.commit());
    }
    await producer.disconnect();
  }

  async close(): Promise<void> {
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }

  private note(what: string, becomes: SentRecord['becomes'], messages: Message[], answer: Awaited<ReturnType<Producer['send']>>): void {
    this.sent.push(...sentRecords(what, becomes, messages, answer));
  }
}
