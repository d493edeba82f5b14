import { PartitionAssigners, type ApiVersions, type Assigner, type Broker, type Cluster, type PartitionAssigner } from 'kafkajs';
import { decodeFetch, encodeFetch, FETCH_BY_ID, FETCH_BY_NAME, type AbortedTransaction, type FetchedPartition, type FetchTopic, type FetchVersion } from './fetch-protocol.js';
import { lastOffsetOf } from './record-batches.js';

/** What one partition answered to one fetch: to kafkajs a single message at its last offset, to us everything in it. */
export interface FetchedSet {
  /** The last offset in it; what kafkajs goes by. */
  offset: string;
  fetchOffset: bigint;
  logStartOffset: bigint;
  abortedTransactions: AbortedTransaction[];
  records: Buffer;
  /** Epoch milliseconds when the answer had arrived. */
  observedAt: number;
}

/** How the session behind a consumer steers its fetches. */
export interface FetchGuide {
  /** The id to fetch the topic by; null where the cluster knows no ids. */
  topicId(topic: string): string | null;
  /** A partition answered with an error; the rest of the answer goes on. */
  failed(topic: string, partition: number, errorCode: number): void;
  membership: Membership;
}

/** How the group knows us, kept from one consumer to the next. */
export interface Membership {
  /** Empty when it does not. */
  id: string;
  /** True while another consumer is to follow: then ending one does not leave the group. */
  stays: boolean;
}

/** The part of kafkajs' broker that its types leave out. */
interface SendingBroker extends Broker {
  connectionPool: { send(protocol: object): Promise<FetchedPartition[]> };
  versions: ApiVersions | null;
  joinGroup(call: JoinCall): Promise<{ memberId: string }>;
  leaveGroup(call: object): Promise<void>;
}
interface JoinCall {
  memberId?: string;
}
type FetchCall = Parameters<Broker['fetch']>[0];

const FETCH_KEY = 1;

/**
 * An assigner for kafkajs, which hands assigners its cluster: there the fetches are
 * taken over, and joining remembers who we were. kafkajs keeps the group, the heartbeats and the loop; reading what the
 * brokers answer is ours, because kafkajs decodes no zstd, lz4 or snappy, drops the order
 * of headers, stops a whole consumer over one record batch or one partition that it
 * cannot read, and asks by topic name, so that it mistakes a topic that was made again.
 */
export function guidedAssigner(guide: FetchGuide, attached: (cluster: Cluster) => void): PartitionAssigner {
  return (config): Assigner => {
    attached(config.cluster);
    const findBroker = config.cluster.findBroker.bind(config.cluster);
    const guided = new WeakSet<Broker>();
    config.cluster.findBroker = async (node) => {
      const broker = await findBroker(node);
      if (!guided.has(broker)) {
        guided.add(broker);
        guideBroker(broker as SendingBroker, guide);
      }
      return broker;
    };
    return PartitionAssigners.roundRobin(config);
  };
}

function guideBroker(broker: SendingBroker, guide: FetchGuide): void {
  broker.fetch = (call) => fetchGuided(broker, call, guide);
  const { membership } = guide;
  const join = broker.joinGroup.bind(broker);
  const leave = broker.leaveGroup.bind(broker);
  // A member that is gone without a word keeps the group waiting for a session's time, and the
  // first member of an empty group waits too. Under the same name a consumer's successor is it.
  broker.joinGroup = async (call) => {
    try {
      const joined = await join({ ...call, memberId: call.memberId || membership.id });
      membership.id = joined.memberId;
      return joined;
    } catch (error) {
      if ((error as { type?: unknown }).type === 'UNKNOWN_MEMBER_ID') membership.id = '';
      throw error;
    }
  };
  broker.leaveGroup = async (call) => {
    if (!membership.stays) await leave(call);
  };
}

async function fetchGuided(broker: SendingBroker, call: FetchCall, guide: FetchGuide) {
  const known = call.topics.map(({ topic, partitions }) => ({ topic, id: guide.topicId(topic), partitions }));
  const byId = known.every(({ id }) => id) && (broker.versions?.[FETCH_KEY]?.maxVersion ?? 0) >= FETCH_BY_ID;
  const version: FetchVersion = byId ? FETCH_BY_ID : FETCH_BY_NAME;
  const names = new Map(known.map(({ topic, id }) => [byId ? (id as string) : topic, topic]));
  const topics: FetchTopic[] = shuffled(known).map(({ topic, id, partitions }) => ({
    topic: byId ? (id as string) : topic,
    partitions: shuffled(partitions).map((part) => ({ ...part, fetchOffset: BigInt(part.fetchOffset) })),
  }));
  const body = encodeFetch(version, { maxWaitMs: call.maxWaitTime ?? 500, minBytes: call.minBytes ?? 1, maxBytes: call.maxBytes ?? 1_048_576, topics });
  const answered = await send(broker, version, body, call.maxWaitTime ?? 500);
  const observedAt = Date.now();
  const offsets = new Map(topics.flatMap(({ topic, partitions }) => partitions.map((part) => [`${topic} ${part.partition}`, part.fetchOffset])));
  const good = answered.filter(({ topic, partition, errorCode }) => {
    if (errorCode !== 0) guide.failed(names.get(topic) ?? topic, partition, errorCode);
    return errorCode === 0 && offsets.has(`${topic} ${partition}`);
  });
  return {
    responses: good.map((fetched) => ({
      topicName: names.get(fetched.topic),
      partitions: [
        {
          partition: fetched.partition,
          highWatermark: String(fetched.highWatermark),
          abortedTransactions: [],
          messages: messagesOf(fetched, offsets.get(`${fetched.topic} ${fetched.partition}`) as bigint, observedAt),
        },
      ],
    })),
  };
}

/** As kafkajs' own brokers send: a connection that was closed makes the broker disconnect before the error goes on. */
async function send(broker: SendingBroker, version: FetchVersion, body: Buffer, maxWaitMs: number): Promise<FetchedPartition[]> {
  try {
    return await broker.connectionPool.send({
      request: { apiKey: FETCH_KEY, apiVersion: version, apiName: 'Fetch', encode: () => Promise.resolve({ buf: body, buffer: body }) },
      response: {
        decode: (payload: Buffer) => {
          const answer = decodeFetch(version, payload);
          return Promise.resolve({ ...answer, clientSideThrottleTime: answer.throttleMs });
        },
        parse: (answer: ReturnType<typeof decodeFetch>) => {
          if (answer.errorCode !== 0) throw new Error(`The broker refused a fetch with error code ${answer.errorCode}.`);
          return Promise.resolve(answer.partitions);
        },
      },
      requestTimeout: maxWaitMs + 100,
      logResponseError: false,
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw error;
  }
}

function messagesOf(fetched: FetchedPartition, fetchOffset: bigint, observedAt: number): FetchedSet[] {
  const last = lastOffsetOf(fetched.records);
  if (last === null) return [];
  return [
    {
      offset: String(last > fetchOffset ? last : fetchOffset),
      fetchOffset,
      logStartOffset: fetched.logStartOffset,
      abortedTransactions: fetched.abortedTransactions,
      records: fetched.records,
      observedAt,
    },
  ];
}

/** Brokers fill an answer in the order asked for, so that order has to change (KIP-74). */
function shuffled<T>(items: T[]): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}
