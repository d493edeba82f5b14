import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { map, NEVER, type Observable } from 'rxjs';
import type { ConsumerGroups, GroupProgress } from '@contraflow/contract';
import { Store, type GroupMute } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { HealthBoard } from '../ports/health-board.js';
import { KafkaState, type GroupLag, type PartitionState } from '../ports/kafka-state.js';
import { ProblemError } from '../ports/problem-error.js';
import { Recorder } from '../ports/recorder.js';
import { within } from './bounded.js';
import { groupItems, kafkaItem, kafkaOff, tailItem } from './health-items.js';
import { LogOnce } from './log-once.js';
import type { PartitionLag } from './recording-lag.js';
import type { SweptLag } from './sweep/sweep.js';
import { Watch } from './watch.js';

const STOP_MS = 20_000;

/** Everything about Kafka, begun and ended with the server. Nothing of it keeps the server from starting. */
@Injectable()
export class KafkaService extends KafkaState implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new LogOnce(new Logger('kafka'));
  private readonly watch: Watch | null;
  /** Items beside the cluster's own that hang out now. */
  private shown: string[] = [];
  readonly progressed$: Observable<GroupProgress[]>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(Recorder) recorder: Recorder,
    @Inject(Store) store: Store,
    @Inject(DatabaseGate) gate: DatabaseGate,
  ) {
    super();
    this.watch = config.kafkaBrokers.length > 0 ? new Watch(config, recorder, store.pool, gate, this.log) : null;
    this.progressed$ = this.watch?.progress.progressed$.pipe(map((all) => all.filter((progress) => this.counts(progress)))) ?? NEVER;
  }

  onApplicationBootstrap(): void {
    if (!this.watch) return this.board.set(kafkaOff(this.config));
    this.watch.start(() => this.show());
  }

  /** Leaves the groups once what was handed in is committed, within a bound; before the recorder stops. */
  async onModuleDestroy(): Promise<void> {
    await within(STOP_MS, 'Kafka', this.watch?.stop() ?? Promise.resolve()).catch((error: unknown) => this.log.say('warn', String(error)));
  }

  clusterId(): string | null {
    return this.watch?.catalog.last()?.clusterId ?? null;
  }

  partitions(): PartitionState[] {
    return this.watch?.sweep.partitions ?? [];
  }

  progress(): GroupProgress[] {
    return this.watch?.progress.all().filter((progress) => this.counts(progress)) ?? [];
  }

  lags(): GroupLag[] {
    return this.allLags().filter((lag) => this.counts(lag));
  }

  /** Of abandoned and muted groups too. */
  allLags(): SweptLag[] {
    return this.watch?.sweep.lags ?? [];
  }

  /** The groups as the last sweep saw them, the furthest behind first; those that do not count last. */
  groups(): ConsumerGroups {
    const { watch } = this;
    const now = Date.now();
    const groups = (watch?.sweep.lags ?? []).map(({ empty: _, ...lag }) => {
      const { emptySince, mute } = watch!.groups.stateOf(lag.consumerGroup);
      const standing = watch!.groups.standingOf(lag.consumerGroup, now);
      return { ...lag, standing, emptySince, mute: standing === 'muted' ? mute : null };
    });
    groups.sort((a, b) => Number(b.standing === 'active') - Number(a.standing === 'active') || (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0) || b.offsetLag - a.offsetLag);
    return { groups, sweptAt: watch?.sweep.sweptAt ?? null, absent: this.absent() };
  }

  /**
   * Mutes a group, or unmutes it (`mute` is null).
   * @throws ProblemError 404 where the last sweep saw no such group, 503 while the cluster was never reached
   */
  async mute(consumerGroup: string, mute: GroupMute | null, actor: string): Promise<void> {
    if (mute && !this.allLags().some((lag) => lag.consumerGroup === consumerGroup)) throw new ProblemError({ title: 'There is no such group', status: 404, detail: 'The last look at Kafka saw no consumer group of this name with offsets in a recorded topic.' });
    if (!(await this.watch?.groups.mute(consumerGroup, mute, actor))) throw new ProblemError({ title: 'Kafka was not reached yet', status: 503, detail: 'Which groups there are is not known yet. Try again in a few seconds.' });
    this.show();
  }

  /** How far recording is behind each partition that this server records. */
  recordingLags(): PartitionLag[] {
    return this.watch?.recordingLags() ?? [];
  }

  commitSource(): 'commits' | 'sweep' {
    return this.watch?.standsIn() ? 'sweep' : 'commits';
  }

  absent(): string | null {
    if (!this.watch) return kafkaOff(this.config).detail;
    const failure = this.watch.catalog.absent();
    if (!failure) return this.watch.catalog.last() ? null : 'Kafka has not answered yet.';
    return `Kafka has not answered since ${new Date(failure.since).toISOString()}: ${failure.reason}.`;
  }

  private counts({ consumerGroup }: { consumerGroup: string }): boolean {
    return this.watch?.groups.standingOf(consumerGroup, Date.now()) === 'active';
  }

  /** Hangs out how everything is. */
  private show(): void {
    const watch = this.watch;
    if (!watch) return;
    const { catalog, sweep } = watch;
    if (!catalog.last() && !catalog.absent()) return;
    this.board.set(kafkaItem(this.config, catalog.last(), catalog.absent(), { denied: watch.denied(), failing: watch.failing() }));
    // Without the cluster nobody knows how far anybody is.
    const items = catalog.absent() ? [] : [tailItem(watch.lagSeconds()), ...groupItems(sweep.lags.filter((lag) => this.counts(lag)))];
    for (const item of items) this.board.set(item);
    for (const id of this.shown) if (!items.some((item) => item.id === id)) this.board.remove(id);
    this.shown = items.map(({ id }) => id);
  }
}
