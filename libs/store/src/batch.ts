import type { CaptureDrop, HttpExchange, ProducerSend } from '@contraflow/contract';

/** An exchange at its position in the capture source. */
export interface HttpRow {
  position: bigint;
  exchange: HttpExchange;
  /** Where its bytes are, when they came in the form in which COPY takes them; they say the same as `exchange`. */
  encoded?: EncodedFields;
}

/** The fields of the contract's `EXCHANGE_COLUMNS`, checked and ready for COPY, from `from` to `to`. */
export interface EncodedFields {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** Where method, route, service, error type and user agent lie, one behind the other. */
  readonly labelsFrom: number;
  readonly labelsTo: number;
}

/** A producer's span at its position in the capture source. */
export interface SendRow {
  position: bigint;
  send: ProducerSend;
}

/** One Kafka record; `key` and `value` are already cut to their bounds. */
export interface KafkaRow {
  clusterId: string;
  /** UUID text form. */
  topicId: string;
  topic: string;
  partition: number;
  offset: bigint;
  /** The record's own time as written: meant to be epoch milliseconds, but any 64 bits; a bigint beyond what a double holds exactly. */
  timestamp: number | bigint;
  /** True when the broker set it (LogAppendTime). */
  appendTime: boolean;
  /** Our time, epoch milliseconds. */
  observedAt: number;
  key: Buffer | null;
  keySize: number;
  keyTruncated: boolean;
  value: Buffer | null;
  bodySize: number;
  valueTruncated: boolean;
  headers: [string, Buffer | null][];
  tombstone: boolean;
  schemaId: number | null;
  traceId: string | null;
  spanId: string | null;
  /** False for records that lay in the topic before we looked: their readable latency means nothing. */
  live: boolean;
}

/** One change of a group's committed offset. */
export interface CommitRow {
  clusterId: string;
  consumerGroup: string;
  topicId: string;
  topic: string;
  partition: number;
  committedOffset: bigint;
  /** Epoch milliseconds. */
  committedAt: number;
  /** False when the sweep saw it, to its interval. */
  exact: boolean;
}

/** Flows that a source lost, with the position at which it said so. */
export interface DropRow extends CaptureDrop {
  position: bigint;
}

/** What could not become a flow. `payload` is cut to 64 KiB by the writer. */
export interface SetAsideRow {
  position: bigint;
  reason: string;
  payload: Buffer;
}

export interface BatchRows {
  http: HttpRow[];
  kafka: KafkaRow[];
  sends: SendRow[];
  commits: CommitRow[];
  drops: DropRow[];
  setAside: SetAsideRow[];
}

/** What one source hands over: its rows and the step of its position, from `expected` to `next`. */
export interface SourceBatch {
  source: string;
  epoch: number;
  expected: bigint;
  next: bigint;
  rows: BatchRows;
  /** Rough size in memory, for the recorder's bound. */
  bytes: number;
  /** Whoever holds the rows last says that nobody will look at them again: what they lie in has another use. */
  letGo?: () => void;
}

/** A batch after its commit. */
export interface RecordedBatch extends SourceBatch {
  /** Epoch milliseconds; the same in every row of the transaction. */
  recordedAt: number;
}

export function emptyRows(): BatchRows {
  return { http: [], kafka: [], sends: [], commits: [], drops: [], setAside: [] };
}

/** How a source is known, when it is claimed. */
export interface SourceDescription {
  source: string;
  kind: 'capture' | 'kafka' | 'commits';
  /** For people: `gateway`, `orders / 3`. */
  label: string;
  /** Where a source that was never seen begins. */
  startAt: bigint;
  /** The API key that claims it, which the source remembers; left out for what is no sender's. */
  keyId?: string;
}

/** The right to record a source from `next` on, until somebody claims it with a higher epoch. */
export interface SourceClaim {
  source: string;
  epoch: number;
  next: bigint;
}

/** The fence refused a batch: somebody else recorded from this source, or claimed it. */
export class FenceRefused extends Error {
  constructor(readonly sources: string[]) {
    super(`Another recorder holds ${sources.join(', ')}: the position or the epoch is not the expected one.`);
    this.name = 'FenceRefused';
  }
}

/** Another API key, which is still good, holds the source. */
export class SourceHeld extends Error {
  constructor(readonly source: string) {
    super(`${source} belongs to another API key.`);
    this.name = 'SourceHeld';
  }
}
