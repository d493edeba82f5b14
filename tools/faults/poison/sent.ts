import type { Message, RecordMetadata } from 'kafkajs';

/** One record as it was sent, with the place that the broker gave it. */
export interface SentRecord {
  what: string;
  topic: string;
  partition: number;
  offset: bigint;
  key: Buffer | null;
  value: Buffer | null;
  headers: [string, Buffer][];
  becomes: 'stored' | 'set aside' | 'nothing';
}

const bytesOf = (given: Buffer | string | null | undefined): Buffer | null => (given === null || given === undefined ? null : Buffer.from(given));

/** What was sent in one request, all of it to one partition. */
export function sentRecords(what: string, becomes: SentRecord['becomes'], messages: Message[], [answer]: RecordMetadata[]): SentRecord[] {
  if (answer?.baseOffset === undefined) throw new Error(`The broker did not say where it put ${what}.`);
  const base = BigInt(answer.baseOffset);
  return messages.map(({ key, value, headers = {} }, index) => ({
    what,
    becomes,
    topic: answer.topicName,
    partition: answer.partition,
    offset: base + BigInt(index),
    key: bytesOf(key),
    value: bytesOf(value),
    headers: Object.entries(headers).flatMap(([name, given]) =>
      (Array.isArray(given) ? given : [given]).map((one): [string, Buffer] => [name, Buffer.from(one ?? '')]),
    ),
  }));
}
