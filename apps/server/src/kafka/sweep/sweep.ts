import type { Pool } from 'pg';
import type { DatabaseGate } from '../../ports/database-gate.js';
import type { GroupLag, PartitionState } from '../../ports/kafka-state.js';
import { pause, reasonOf } from '../bounded.js';
import type { Catalog } from '../catalog.js';
import type { Progress, Standing } from '../commits/progress.js';
import { recordedProgress, timesOfRecords, writeGauges, type GroupGauge } from '../gauges.js';
import type { LogOnce } from '../log-once.js';
import type { LogEnds } from '../tail/cursor-book.js';
import type { LogEndsReader } from '../tail/log-ends.js';
import type { CommitSweep } from './commit-sweep.js';
import { groupPlaces, partitionGauges, type GroupPlace } from './figures.js';
import type { GroupBook } from './group-book.js';
import type { GroupReader, SweptGroup } from './groups.js';
import { OldestRecords } from './oldest.js';
import type { SizeReader } from './sizes.js';
import type { VisibleEnds } from './visible-ends.js';

export interface SweepOptions {
  catalog: Catalog;
  groups: GroupReader;
  ends: LogEndsReader;
  sizes: SizeReader;
  book: GroupBook;
  visible: VisibleEnds;
  commits: CommitSweep;
  progress: Progress;
  pool: Pool;
  gate: DatabaseGate;
  log: LogOnce;
  everyMs: number;
  isWatched(topic: string): boolean;
  /** True where commits cannot be read from their topic. */
  standsIn(): boolean;
}

/** A group that is behind or not, over all its partitions. */
export interface SweptLag extends GroupLag {
  type: string;
  empty: boolean;
  topics: string[];
}

/** Most places whose oldest unread record is looked up in one sweep: those furthest behind. */
const MOST_TIMES = 500;

/** Looks every few seconds at what no record tells: ends of logs, groups, lag, sizes. */
export class Sweep {
  private readonly oldest: OldestRecords;
  private knownFor: string | null = null;
  /** As the last sweep saw them. */
  partitions: PartitionState[] = [];
  lags: SweptLag[] = [];
  /** Epoch milliseconds of the last whole sweep. */
  sweptAt: number | null = null;

  constructor(private readonly options: SweepOptions) {
    this.oldest = new OldestRecords(options.ends);
  }

  /** Sweeps until `signal` aborts. */
  async run(signal: AbortSignal, swept: () => void): Promise<void> {
    const { catalog, everyMs, log } = this.options;
    while (!signal.aborted) {
      const began = Date.now();
      if (catalog.last() && !catalog.absent()) {
        await this.sweep(signal).catch((error: unknown) => log.say('warn', `A sweep failed: ${reasonOf(error)}. The next one is in ${everyMs / 1000} s.`));
      }
      if (!signal.aborted) swept();
      await pause(Math.max(500, everyMs - (Date.now() - began)), signal);
    }
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const { catalog, ends, groups: reader, sizes, isWatched, commits, standsIn, book, visible } = this.options;
    const view = catalog.last();
    if (!view) return;
    const topics = new Map([...view.topics].filter(([name]) => isWatched(name)));
    const wanted = new Map([...topics.values()].map(({ name, partitions }) => [name, partitions]));
    const recording = !this.options.gate.absent();
    if (recording) await book.learnOwn();
    // Groups before ends: a group that is up to date is then never ahead of the end.
    const groups = await reader.read();
    const logEnds = await ends.read(wanted);
    const at = Date.now();
    await visible.fill(view.clusterId, topics, logEnds, standBefore(groups, logEnds), recording);
    const places = groupPlaces(groups, topics, logEnds);
    const gauges = partitionGauges(topics, logEnds, places, await sizes.read(wanted));
    this.partitions = gauges.map(({ topicId, topic, partition, highWatermark, logStartOffset, sizeBytes }) => ({ topicId, topic, partition, highWatermark, logStartOffset, sizeBytes }));
    // A topic without a leader is away, not gone.
    const topicIds = view.leaderless.length > 0 ? null : new Set([...topics.values()].map(({ id }) => id));
    this.options.progress.keepOnly(new Set(groups.map(({ consumerGroup }) => consumerGroup)), topicIds);
    if (recording) {
      await this.loadProgress(view.clusterId);
      await book.swept(view.clusterId, groups, at);
    }
    const groupGauges = await this.withTimes(places, at, recording);
    this.lags = lagsOf(groups, places, groupGauges);
    this.sweptAt = at;
    if (!recording || signal.aborted) return;
    await this.oldest.fill(gauges);
    await writeGauges(this.options.pool, view.clusterId, at, gauges, groupGauges);
    this.oldest.written(gauges);
    await commits.take(view.clusterId, at, places, standsIn(), signal);
  }

  /** What was recorded before this process began; and, where sweeps stand in, what another server has recorded since. */
  private async loadProgress(clusterId: string): Promise<void> {
    const { pool, progress, standsIn } = this.options;
    if (this.knownFor === clusterId && !standsIn()) return;
    const recorded = await recordedProgress(pool, clusterId);
    const isNew = (row: Standing) => progress.get(row.consumerGroup, row.topicId, row.partition)?.committedOffset !== row.committedOffset;
    progress.recorded(recorded.filter(isNew));
    this.knownFor = clusterId;
  }

  private async withTimes(places: GroupPlace[], at: number, recording: boolean): Promise<GroupGauge[]> {
    const behind = places.filter(({ offsetLag }) => offsetLag > 0n);
    behind.sort((a, b) => Number(b.offsetLag - a.offsetLag));
    const looked = behind.slice(0, MOST_TIMES);
    const asked = looked.map(({ topicId, partition, firstUnread }) => ({ topicId, partition, offset: firstUnread }));
    const times = recording ? await timesOfRecords(this.options.pool, asked) : [];
    const timeOf = new Map(looked.map((place, index) => [place, times[index] ?? null]));
    return places.map((place) => {
      const time = timeOf.get(place) ?? null;
      const counted = this.options.book.standingOf(place.consumerGroup, at) === 'active';
      return { ...place, counted, timeLagSeconds: place.offsetLag === 0n ? 0 : time === null ? null : Math.max(0, (at - time) / 1_000) };
    });
  }
}

function lagsOf(groups: SweptGroup[], places: GroupPlace[], gauges: GroupGauge[]): SweptLag[] {
  const types = new Map(groups.map((group) => [group.consumerGroup, group]));
  const lags = new Map<string, SweptLag>();
  places.forEach(({ consumerGroup, topic, offsetLag }, index) => {
    const { type = 'classic', empty = false } = types.get(consumerGroup) ?? {};
    const lag = lags.get(consumerGroup) ?? { consumerGroup, type, empty, topics: [], offsetLag: 0, timeLagSeconds: null };
    const seconds = gauges[index]?.timeLagSeconds ?? null;
    lag.offsetLag += Number(offsetLag);
    if (!lag.topics.includes(topic)) lag.topics.push(topic);
    if (offsetLag > 0n && seconds !== null) lag.timeLagSeconds = Math.max(lag.timeLagSeconds ?? 0, seconds);
    lags.set(consumerGroup, lag);
  });
  return [...lags.values()];
}

/** Whether some group is behind the end of a partition. */
function standBefore(groups: SweptGroup[], ends: Map<string, Map<number, LogEnds>>): (topic: string, partition: number) => boolean {
  const behind = new Set<string>();
  for (const { offsets } of groups) {
    for (const { topic, partition, committedOffset } of offsets) {
      const end = ends.get(topic)?.get(partition);
      if (end && committedOffset < end.highWatermark) behind.add(`${topic} ${partition}`);
    }
  }
  return (topic, partition) => behind.has(`${topic} ${partition}`);
}
