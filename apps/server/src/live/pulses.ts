import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { Pulse } from '@contraflow/contract';
import type { RecordedBatch } from '@contraflow/store';
import { KafkaState } from '../ports/kafka-state.js';
import { Announcements } from '../ports/recorder.js';
import { CompletedClock } from './completed-clock.js';
import { TrafficWindow, WINDOW_SECONDS } from './traffic-window.js';

/** Pulses that a page begins with: it draws as many. */
const KEPT = 120;

/** Feels the pulse of both sides: sliding sums over what was committed, read once a second. */
@Injectable()
export class Pulses implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly startedAt = Date.now();
  private readonly traffic = new TrafficWindow();
  private readonly completed = new CompletedClock((committedAt, ns) => this.traffic.addPassage(committedAt, ns, Date.now()));
  private readonly kept: Pulse[] = [];
  private announced: Subscription | undefined;

  constructor(
    @Inject(Announcements) private readonly announcements: Announcements,
    @Inject(KafkaState) private readonly kafka: KafkaState,
  ) {}

  onApplicationBootstrap(): void {
    this.announced = this.announcements.committed$.subscribe((batches) => {
      const now = Date.now();
      for (const batch of batches) this.add(batch, now);
    });
  }

  onModuleDestroy(): void {
    this.announced?.unsubscribe();
  }

  /** The latest, oldest first. */
  recent(): Pulse[] {
    return [...this.kept];
  }

  /** Reads the pulse now and keeps it. */
  beat(): Pulse {
    const now = Date.now();
    const windowSeconds = Math.max(1, Math.min(WINDOW_SECONDS, Math.round((now - this.startedAt) / 1_000)));
    const lags = this.kafka.absent() === null ? this.kafka.lags() : [];
    const behind = lags.map((lag) => lag.timeLagSeconds).filter((seconds) => seconds !== null);
    const pulse: Pulse = {
      at: now,
      windowSeconds,
      http: this.traffic.http(now, windowSeconds),
      kafka: {
        ...this.traffic.kafka(now, windowSeconds),
        offsetLag: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag.offsetLag, 0),
        timeLagSeconds: lags.length === 0 ? null : Math.max(0, ...behind),
      },
    };
    this.kept.push(pulse);
    if (this.kept.length > KEPT) this.kept.shift();
    return pulse;
  }

  private add({ rows }: RecordedBatch, now: number): void {
    for (const row of rows.http) this.traffic.addExchange(row, now);
    for (const row of rows.kafka) this.traffic.addRecord(row, now);
    for (const row of rows.sends) this.traffic.addSend(row, now);
    this.completed.addRecords(rows.kafka);
    for (const row of rows.commits) this.completed.addCommit(row);
  }
}
