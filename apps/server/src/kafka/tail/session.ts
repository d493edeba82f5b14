import type { Cluster, Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { LogOnce } from '../log-once.js';
import { pause, reasonOf, within } from '../bounded.js';
import { kafkaClient, type KafkaSettings } from '../client.js';
import type { Topic } from '../catalog.js';
import { guidedAssigner, type FetchedSet, type FetchGuide, type Membership } from '../wire/fetch-hook.js';
import { CommitBack } from './commit-back.js';
import type { Cursor } from './cursor.js';
import type { CursorBook } from './cursor-book.js';
import type { Intake } from './intake.js';
import type { LogEndsReader } from './log-ends.js';
import { remedyOf, type Remedy } from './partition-errors.js';
import { Settling } from './settling.js';

export interface SessionOptions {
  settings: KafkaSettings;
  groupId: string;
  clusterId: string;
  topics: Topic[];
  book: CursorBook;
  intake: Intake;
  ends: LogEndsReader;
  /** Whether recorded positions are committed to Kafka too, for other tools to see. */
  commitsBack: boolean;
  log: LogOnce;
  membership: Membership;
  /** The brokers do not let us read this topic. */
  denied(topic: string): void;
  /** Something says that the topics are not what they were. */
  doubtful(): void;
}

const MAX_WAIT_MS = 500;
const SILENCE_MS = 45_000;
const STOP_MS = 5_000;
/** After a refused fence: long enough for a member that was put out of the group to hear of it. */
const FENCED_PAUSE_MS = 4_000;

/** One consumer's life: it joins the group, opens the cursors of what it is assigned, and reads until it ends. */
export class TailSession implements FetchGuide {
  private readonly consumer: Consumer;
  private readonly active = new Map<string, Cursor>();
  private readonly byName: Map<string, Topic>;
  private readonly settling: Settling;
  private readonly commitBack: CommitBack;
  private readonly closing = new AbortController();
  private cluster: Cluster | null = null;
  private lastSign = Date.now();
  private end: (reason: string) => void = () => undefined;
  /** Resolves with the reason when the consumer has ended by itself. */
  readonly ended = new Promise<string>((resolve) => (this.end = resolve));
  /** True once the group has let us in. */
  joined = false;

  readonly membership: Membership;

  constructor(private readonly options: SessionOptions) {
    this.membership = options.membership;
    this.byName = new Map(options.topics.map((topic) => [topic.name, topic]));
    this.consumer = kafkaClient(options.settings).consumer({
      groupId: options.groupId,
      partitionAssigners: [guidedAssigner(this, (cluster) => (this.cluster = cluster))],
      // After a process that was killed the group lets the next one in when this has passed.
      sessionTimeout: 8_000,
      heartbeatInterval: 2_000,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytesPerPartition: 2 * 1024 * 1024,
      maxBytes: 16 * 1024 * 1024,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3, restartOnFailure: () => Promise.resolve(false) },
    });
    this.settling = new Settling(options, this.closing.signal, (cursor) => this.resume(cursor));
    this.commitBack = new CommitBack(this.consumer, () => this.active.values(), options.log);
  }

  /** Runs until the consumer ends by itself; resolves with the reason. Never rejects. */
  async run(): Promise<string> {
    const died = this.options.book.died$.subscribe(({ cursor, reason, fenced }) => this.lost(cursor, reason, fenced));
    try {
      await this.begin();
      return await this.ended;
    } catch (error) {
      return reasonOf(error);
    } finally {
      died.unsubscribe();
    }
  }

  /** Ends reading, waits within a bound for what was handed in, and leaves the group, unless its membership stays. */
  async close(): Promise<void> {
    this.closing.abort();
    await within(STOP_MS, 'the recorder', Promise.all([...this.active.values()].map((cursor) => cursor.settled()))).catch(() => undefined);
    await within(STOP_MS, 'the last commit', this.commitBack.stop()).catch(() => undefined);
    await within(STOP_MS, 'leaving the group', this.consumer.disconnect()).catch(() => undefined);
    this.end('it was closed');
  }

  topicId(topic: string): string | null {
    const known = this.byName.get(topic);
    return known?.ownId ? known.id : null;
  }

  failed(topic: string, partition: number, errorCode: number): void {
    const known = this.byName.get(topic);
    if (!known || this.closing.signal.aborted) return;
    this.hold(topic, partition);
    const remedy = remedyOf(errorCode);
    this.options.log.say('warn', `${topic} / ${partition}: ${remedy.meaning}`);
    if (remedy.kind === 'denied') return this.options.denied(topic);
    void this.remedy(known, partition, remedy);
  }

  private async begin(): Promise<void> {
    const sign = () => void (this.lastSign = Date.now());
    const { consumer } = this;
    const { CRASH, GROUP_JOIN, FETCH, HEARTBEAT } = consumer.events;
    consumer.on(CRASH, ({ payload }) => this.end(reasonOf(payload.error)));
    consumer.on(FETCH, sign);
    consumer.on(HEARTBEAT, sign);
    consumer.on(GROUP_JOIN, (event) => this.assigned(event));
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.byName.keys()], fromBeginning: true });
    if (this.closing.signal.aborted) return;
    void this.watchForSilence();
    if (this.options.commitsBack) this.commitBack.start();
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: 4, eachBatch: (payload) => this.take(payload) });
  }

  /** Called before the first fetch of a generation, and synchronously: nothing is fetched before its cursor is open. */
  private assigned({ payload }: ConsumerGroupJoinEvent): void {
    this.lastSign = Date.now();
    this.joined = true;
    this.active.clear();
    const assignment = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions }));
    this.consumer.pause(assignment);
    const wanted = assignment.flatMap(({ topic, partitions }) => {
      const known = this.byName.get(topic);
      return known ? partitions.map((partition) => ({ topic: known, partition })) : [];
    });
    const ours = new Set(wanted.map(({ topic, partition }) => keyOf(topic.id, partition)));
    this.options.book.release((cursor) => ours.has(keyOf(cursor.topic.id, cursor.partition)));
    this.settling.begin(wanted);
  }

  private resume(cursor: Cursor): void {
    if (this.closing.signal.aborted) return;
    const at = { topic: cursor.topic.name, partition: cursor.partition };
    this.active.set(keyOf(at.topic, at.partition), cursor);
    this.consumer.seek({ ...at, offset: String(cursor.read) });
    this.consumer.resume([{ topic: at.topic, partitions: [at.partition] }]);
  }

  private async take({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const cursor = this.active.get(keyOf(batch.topic, batch.partition));
    const set = batch.messages[0] as unknown as FetchedSet | undefined;
    if (!cursor || !set || isStale()) return;
    if (set.fetchOffset !== cursor.read) {
      return this.consumer.seek({ topic: batch.topic, partition: batch.partition, offset: String(cursor.read) });
    }
    const holds = () => isRunning() && !cursor.dead && !this.closing.signal.aborted && this.active.get(keyOf(batch.topic, batch.partition)) === cursor;
    if (await this.options.intake.take(cursor, set, { heartbeat, holds })) resolveOffset(set.offset);
  }

  private lost(cursor: Cursor, reason: string, fenced: boolean): void {
    const key = keyOf(cursor.topic.name, cursor.partition);
    if (this.active.get(key) !== cursor) return;
    this.active.delete(key);
    this.hold(cursor.topic.name, cursor.partition);
    this.options.log.say('warn', `${cursor.source}: ${reason} Claiming it again.`);
    this.settling.later({ topic: cursor.topic, partition: cursor.partition }, fenced ? FENCED_PAUSE_MS : 1_000);
  }

  private hold(topic: string, partition: number): void {
    try {
      this.consumer.pause([{ topic, partitions: [partition] }]);
    } catch (error) {
      // It has crashed in this moment: then nothing is fetched anyway.
      this.options.log.say('debug', reasonOf(error));
    }
  }

  private async remedy(topic: Topic, partition: number, remedy: Remedy): Promise<void> {
    if (remedy.kind === 'moved') await this.cluster?.refreshMetadata().catch(() => undefined);
    if (remedy.kind === 'doubtful') this.options.doubtful();
    this.settling.later({ topic, partition }, remedy.afterMs);
  }

  /** A consumer that neither fetches nor beats any more has stopped without a word. */
  private async watchForSilence(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await pause(SILENCE_MS / 6, this.closing.signal);
      if (Date.now() - this.lastSign > SILENCE_MS) return this.end(`it was silent for ${SILENCE_MS / 1000} s`);
    }
  }
}

const keyOf = (topic: string, partition: number) => `${topic} ${partition}`;
