import type { Pool } from 'pg';
import type { Config } from '../config.js';
import type { DatabaseGate } from '../ports/database-gate.js';
import type { Recorder } from '../ports/recorder.js';
import { Catalog, OFFSETS_TOPIC, type ClusterView, type Topic } from './catalog.js';
import { ClusterApi } from './cluster-api.js';
import { CommitRows } from './commits/commit-rows.js';
import { Progress } from './commits/progress.js';
import type { LogOnce } from './log-once.js';
import { RecordingLag, type PartitionLag } from './recording-lag.js';
import { RecordRows } from './record-rows.js';
import { CommitSweep } from './sweep/commit-sweep.js';
import { GroupBook } from './sweep/group-book.js';
import { GroupReader } from './sweep/groups.js';
import { SizeReader } from './sweep/sizes.js';
import { Sweep } from './sweep/sweep.js';
import { VisibleEnds } from './sweep/visible-ends.js';
import { CursorBook } from './tail/cursor-book.js';
import { Intake, type RowMaker } from './tail/intake.js';
import { LogEndsReader } from './tail/log-ends.js';
import { Tail } from './tail/tail.js';
import { topicFilter } from './topic-names.js';

/** All that watches one cluster, put together: the catalog, the tail of records, the tail of commits, the sweeps. */
export class Watch {
  readonly catalog: Catalog;
  readonly progress = new Progress();
  readonly sweep: Sweep;
  readonly groups: GroupBook;
  private readonly api: ClusterApi;
  private readonly sweepApi: ClusterApi;
  private readonly records: { tail: Tail; book: CursorBook };
  private readonly commits: { tail: Tail; book: CursorBook };
  private readonly recordingLag = new RecordingLag();
  private readonly stopping = new AbortController();
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly config: Config,
    private readonly recorder: Recorder,
    pool: Pool,
    gate: DatabaseGate,
    private readonly log: LogOnce,
  ) {
    this.api = new ClusterApi(config);
    // Sweeps may ask for much; the tails' own questions do not wait behind them.
    this.sweepApi = new ClusterApi(config);
    this.catalog = new Catalog(this.api, config.kafkaDiscoverySeconds * 1_000);
    const matches = topicFilter(config.kafkaTopics, config.kafkaTopicsExclude);
    const isWatched = (topic: string) => matches(topic) && !this.catalog.last()?.topics.get(topic)?.internal;
    const commitsGroup = `${config.kafkaGroupId}-commits`;
    this.groups = new GroupBook(pool, new Set([config.kafkaGroupId, commitsGroup]), (group) => this.progress.lastCommit(group));
    const isOwn = (group: string) => this.groups.isOwn(group);

    this.records = this.tail('records', config.kafkaGroupId, true, new RecordRows(config.kafkaBodyPrefixBytes, config.kafkaRedactPaths, config.kafkaRedact), (view) =>
      [...view.topics.values()].filter((topic) => isWatched(topic.name)),
    );
    this.commits = this.tail('commits', commitsGroup, false, new CommitRows(this.catalog, this.progress, isWatched, isOwn), (view) =>
      [...view.topics.values()].filter(({ name }) => name === OFFSETS_TOPIC),
    );
    this.records.book.recorded$.subscribe(({ batch }) => this.recordingLag.recorded(batch));
    this.commits.book.recorded$.subscribe(({ batch }) => this.progress.recorded(batch.rows.commits));
    this.sweep = new Sweep({
      catalog: this.catalog,
      groups: new GroupReader(this.sweepApi, log, isOwn),
      ends: new LogEndsReader(this.sweepApi, this.catalog),
      sizes: new SizeReader(this.sweepApi, log),
      book: this.groups,
      visible: new VisibleEnds(pool, () => this.records.book.all()),
      commits: new CommitSweep(recorder, this.progress),
      progress: this.progress,
      pool,
      gate,
      log,
      everyMs: config.kafkaSweepSeconds * 1_000,
      isWatched,
      standsIn: () => this.standsIn(),
    });
  }

  /** Begins, and returns at once. `changed` is called whenever there is news about how things are. */
  start(changed: () => void): void {
    const { signal } = this.stopping;
    this.catalog.looked$.subscribe(() => !signal.aborted && changed());
    const swept = () => {
      this.recordingLag.swept(Date.now(), this.sweep.partitions);
      changed();
    };
    this.work = Promise.all([
      this.catalog.watch(signal),
      this.records.tail.run(signal),
      this.commits.tail.run(signal),
      this.sweep.run(signal, swept),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.work;
    this.progress.stop();
    await Promise.all([this.api.close(), this.sweepApi.close()]);
  }

  /** True when commits cannot be read from their topic, so that sweeps have to do. */
  standsIn(): boolean {
    const view = this.catalog.last();
    const { tail } = this.commits;
    return tail.denied().length > 0 || tail.failing() !== null || (view !== null && !view.topics.has(OFFSETS_TOPIC));
  }

  /** Why records cannot be read although the cluster answers; null when they can. */
  failing(): string | null {
    return this.records.tail.failing();
  }

  /** Topics of records that we may not read. */
  denied(): string[] {
    return this.records.tail.denied();
  }

  /** How far recording is behind each partition that this server records. */
  recordingLags(): PartitionLag[] {
    return this.recordingLag.byPartition(Date.now(), this.records.book.all());
  }

  lagSeconds(): number {
    return this.recordingLag.seconds(Date.now(), this.records.book.all());
  }

  private tail(name: 'records' | 'commits', groupId: string, commitsBack: boolean, maker: RowMaker, wanted: (view: ClusterView) => Topic[]) {
    const kafka = name === 'records';
    const book = new CursorBook(this.recorder, {
      kind: kafka ? 'kafka' : 'commits',
      source: (clusterId, topic, partition) => (kafka ? `kafka:${clusterId}:${topic.id}:${partition}` : `commits:${clusterId}:${partition}`),
      label: (topic, partition) => (kafka ? `${topic.name} / ${partition}` : `commits / ${partition}`),
      startAt: ({ logStartOffset, highWatermark }) => (kafka ? logStartOffset : highWatermark),
    });
    const { config: settings, catalog, log } = this;
    const intake = new Intake(this.recorder, book, maker);
    const tail = new Tail({ name, settings, groupId, book, intake, ends: new LogEndsReader(this.api, catalog), commitsBack, log, catalog, wanted });
    return { tail, book };
  }
}
