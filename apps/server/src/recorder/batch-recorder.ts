import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Partitions, Store, type RecordedBatch, type SourceBatch, type SourceClaim, type SourceDescription } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { HealthBoard } from '../ports/health-board.js';
import { Metrics } from '../ports/metrics.js';
import type { RecorderFigures } from '../ports/recorder-stats.js';
import type { Recorder } from '../ports/recorder.js';
import { Announcer } from './announcer.js';
import { BatchQueue } from './batch-queue.js';
import { Chores } from './chores.js';
import { Figures } from './figures.js';
import { Lane } from './lane.js';
import { OwnConnection } from './own-connection.js';
import { recorderHealth } from './recorder-health.js';

const TAKE_BYTES = 32 * 1_048_576;
const DRAIN_MS = 10_000;
const HEALTH_EVERY_MS = 1_000;

/** The one writer: a bounded queue, lanes that commit from it, and the chores beside them. */
@Injectable()
export class BatchRecorder implements Recorder, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('recorder');
  private readonly stopping = new AbortController();
  private readonly queue: BatchQueue;
  private readonly lanes: Lane[];
  private readonly chores: Chores;
  private running: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Store) store: Store,
    @Inject(DatabaseGate) gate: DatabaseGate,
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(Metrics) metrics: Metrics,
    @Inject(Partitions) partitions: Partitions,
    @Inject(Figures) private readonly figures: Figures,
    @Inject(Announcer) announcer: Announcer,
  ) {
    this.queue = new BatchQueue({ bytes: config.recorderQueueBytes, takeRows: config.recorderBatchRows, takeBytes: TAKE_BYTES });
    const { signal } = this.stopping;
    const connection = (name: string) => new OwnConnection(store.databaseUrl, `contraflow-${name}`, () => gate.suspect());
    const shared = { queue: this.queue, announcer, partitions, figures, gate, maxAgeDays: config.retentionDays };
    const names = Array.from({ length: config.recorderLanes }, (_, i) => `lane-${i + 1}`);
    this.lanes = names.map((name) => new Lane(name, connection(name), shared, signal));
    this.chores = new Chores(connection('chores'), partitions, gate, signal);
    this.publish(metrics);
  }

  onApplicationBootstrap(): void {
    this.running = Promise.all([...this.lanes.map((lane) => lane.run()), this.chores.run()]);
    this.running.catch((error: unknown) => this.log.error(error));
    this.timer = setInterval(() => this.board.set(recorderHealth(this.stats())), HEALTH_EVERY_MS).unref();
    this.board.set(recorderHealth(this.stats()));
  }

  /** After the sources have stopped, and before anything else that they need: commits what was handed in, within a bound. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    let late: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => (late = setTimeout(resolve, DRAIN_MS)));
    await Promise.race([this.queue.whenDrained(), bound]);
    clearTimeout(late);
    if (this.queue.rows > 0) this.log.warn(`${this.queue.rows} rows were not committed in time; their sources hand them in again after the next start`);
    const reason = new Error('The recorder stops.');
    this.queue.close(reason);
    this.stopping.abort(reason);
    for (const lane of this.lanes) lane.cut();
    await this.running.catch(() => undefined);
  }

  claim(source: SourceDescription, signal?: AbortSignal): Promise<SourceClaim> {
    const { signal: stopping } = this.stopping;
    return this.chores.claim(source, signal ? AbortSignal.any([signal, stopping]) : stopping);
  }

  record(batch: SourceBatch): Promise<RecordedBatch> {
    return this.queue.push(batch, Date.now());
  }

  room(bytes: number, signal?: AbortSignal): Promise<void> {
    return this.queue.room(bytes, signal);
  }

  isFull(): boolean {
    return this.queue.isFull();
  }

  stats(): RecorderFigures {
    const now = Date.now();
    const { queue, figures } = this;
    const sources = [...queue.waiting()].map(({ source, rows, oldest }) => ({ source, rows, secondsBehind: Math.max(0, now - oldest) / 1_000 }));
    return {
      queue: { batches: queue.batches, rows: queue.rows, bytes: queue.bytes, limitBytes: this.config.recorderQueueBytes },
      secondsBehind: Math.max(figures.lastDelayMs(now) / 1_000, ...sources.map(({ secondsBehind }) => secondsBehind)),
      sources,
      medianCommitMs: figures.medianCommitMs(),
      totals: { ...figures.totals },
      stalled: figures.stalled(),
    };
  }

  private publish({ registry }: Metrics): void {
    const registers = [registry];
    const shown = (name: string, help: string, read: (figures: RecorderFigures) => number) => {
      const stats = () => this.stats();
      new Gauge({
        name, help, registers,
        collect() {
          this.set(read(stats()));
        },
      });
    };
    shown('contraflow_recorder_queue_bytes', 'Bytes handed in and not committed yet.', ({ queue }) => queue.bytes);
    shown('contraflow_recorder_queue_limit_bytes', 'Bound of the queue (RECORDER_QUEUE_BYTES).', ({ queue }) => queue.limitBytes);
    shown('contraflow_recorder_queue_rows', 'Rows handed in and not committed yet.', ({ queue }) => queue.rows);
    shown('contraflow_recorder_behind_seconds', 'Age of the oldest row that is not committed.', ({ secondsBehind }) => secondsBehind);
    shown('contraflow_recorder_stalled', '1 while nothing can be stored.', ({ stalled }) => (stalled ? 1 : 0));
    const stats = () => this.stats();
    new Gauge({
      name: 'contraflow_recorder_source_behind_seconds', help: 'Age of the oldest row that is not committed, by source that has any.', labelNames: ['source'], registers,
      collect() {
        this.reset();
        for (const { source, secondsBehind } of stats().sources) this.set({ source }, secondsBehind);
      },
    });
  }
}
