import { performance } from 'node:perf_hooks';
import type { Message, Producer, ProducerBatch, ProducerRecord, RecordMetadata, Transaction } from 'kafkajs';
import type { ProducerSend } from '@contraflow/contract';
import type { EntrySink } from '../capture.js';
import { nanosecondsBetween, wallClock } from '../clock.js';
import { parseTraceparent } from '../trace.js';
import { forgetPartitions, partitionOf } from './partitions.js';

type TopicMessages = { topic: string; messages: Message[] };
type Sending = Pick<Producer, 'send' | 'sendBatch'>;

/**
 * A kafkajs producer whose sends are recorded: for each record its topic, partition and offset, when it was sent, and
 * how long the broker took to acknowledge or refuse it. The producer does what it did before; recording never fails it.
 * Offsets are told only where they follow from the broker's answer: see {@link addressesOf}.
 * @param service the name of the producing service
 */
export function wrapProducer<P extends Producer>(producer: P, capture: EntrySink, service: string): P {
  const sending = recorded(producer, capture, service);
  return {
    ...producer,
    ...sending,
    async transaction(): Promise<Transaction> {
      const transaction = await producer.transaction();
      return { ...transaction, ...recorded(transaction, capture, service) };
    },
  };
}

function recorded(inner: Sending, capture: EntrySink, service: string): Sending {
  async function observe(topics: readonly TopicMessages[], acks: number | undefined, send: () => Promise<RecordMetadata[]>): Promise<RecordMetadata[]> {
    for (const { messages } of topics) forgetPartitions(messages ?? []);
    const sentAt = wallClock();
    const from = performance.now();
    const record = (answer: readonly RecordMetadata[], errorType: string | null) => {
      const common = { sentAt, durationNs: nanosecondsBetween(from, performance.now()), errorType, service };
      try {
        for (const entry of sendsOf(topics, acks === 0 ? [] : answer)) capture.append({ kind: 'send', ...entry, ...common });
      } catch {
        // The send is what counts: it has happened, and its caller has to know.
      }
    };
    try {
      const answer = await send();
      record(answer, null);
      return answer;
    } catch (error) {
      record([], errorTypeOf(error));
      throw error;
    }
  }
  return {
    send: (record: ProducerRecord) => observe([record], record.acks, () => inner.send(record)),
    sendBatch: (batch: ProducerBatch) => observe(batch.topicMessages ?? [], batch.acks, () => inner.sendBatch(batch)),
  };
}

type Sent = Pick<ProducerSend, 'topic' | 'partition' | 'offset' | 'traceId' | 'spanId'>;

function sendsOf(topics: readonly TopicMessages[], answer: readonly RecordMetadata[]): Sent[] {
  // kafkajs sends the messages of a topic as one, in order, also when a batch names the topic twice.
  const merged = new Map<string, Message[]>();
  for (const { topic, messages } of topics) merged.set(topic, [...(merged.get(topic) ?? []), ...(messages ?? [])]);
  return [...merged].flatMap(([topic, messages]) => {
    const addresses = addressesOf(messages, answer.filter(({ topicName }) => topicName === topic));
    return messages.map((message, index) => {
      const trace = parseTraceparent(headerText(message.headers?.traceparent));
      return { topic, ...(addresses[index] as Address), traceId: trace?.traceId ?? null, spanId: trace?.spanId ?? null };
    });
  });
}

interface Address {
  partition: number | null;
  offset: string | null;
}

/**
 * The broker answers with one base offset for each partition, and a request's records lie in a partition in the order
 * of its messages; so a record's offset is base + its index among the messages of its partition. That partition is
 * known when the message names it, when the partitioner was noted (notePartitions), or when the whole topic went to one.
 */
function addressesOf(messages: readonly Message[], answer: readonly RecordMetadata[]): Address[] {
  const bases = new Map(answer.map(({ partition, baseOffset }) => [partition, baseOffset]));
  const only = answer.length === 1 ? (answer[0] as RecordMetadata).partition : null;
  const partitions = messages.map((message) => only ?? partitionOf(message));
  const certain = partitions.every((partition) => partition !== null);
  const counts = new Map<number, number>();
  return partitions.map((partition) => {
    if (partition === null) return { partition: null, offset: null };
    const index = counts.get(partition) ?? 0;
    counts.set(partition, index + 1);
    const base = bases.get(partition);
    // With one message of unknown partition the index within any partition is not known either.
    return { partition, offset: certain && base !== undefined && /^\d+$/.test(base) ? String(BigInt(base) + BigInt(index)) : null };
  });
}

function headerText(header: unknown): string | undefined {
  const first = Array.isArray(header) ? (header[0] as unknown) : header;
  return Buffer.isBuffer(first) ? first.toString('latin1') : typeof first === 'string' ? first : undefined;
}

/** The broker's error code where there is one, such as `NOT_LEADER_FOR_PARTITION`, else the kind of error. */
function errorTypeOf(error: unknown): string {
  const { type, name, cause } = error as { type?: string; name?: string; cause?: { type?: string } };
  return (type ?? cause?.type ?? name ?? 'unknown').slice(0, 128);
}
