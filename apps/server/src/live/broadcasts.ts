import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Subscription } from 'rxjs';
import type { GroupProgress } from '@contraflow/contract';
import { HealthBoard } from '../ports/health-board.js';
import { KafkaState } from '../ports/kafka-state.js';
import { sharedFrame } from './frame.js';
import { LiveHub } from './live-hub.js';
import type { LiveClient } from './live-client.js';
import { Pulses } from './pulses.js';
import { Surroundings } from './surroundings.js';

const PULSE_MS = 1_000;
const HEALTH_EVERY = 2;
/** Changes of state are told together, when several come at once. */
const CHANGES_MS = 100;

/** What everybody who is connected is told: the pulse every second, health, and the progress of groups. */
@Injectable()
export class Broadcasts implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly subscriptions = new Subscription();
  private readonly behind = new Set<LiveClient>();
  private beats = 0;
  private timer: NodeJS.Timeout | undefined;
  private changes: NodeJS.Timeout | undefined;

  constructor(
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Pulses) private readonly pulses: Pulses,
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(KafkaState) private readonly kafka: KafkaState,
    @Inject(Surroundings) private readonly surroundings: Surroundings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.beat(), PULSE_MS);
    this.subscriptions.add(this.kafka.progressed$.subscribe((changed) => this.tellProgress(changed)));
    this.subscriptions.add(
      this.board.changed$.subscribe(() => {
        this.changes ??= setTimeout(() => {
          this.changes = undefined;
          this.hub.broadcast(sharedFrame('health', this.board.report()));
        }, CHANGES_MS);
      }),
    );
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    clearTimeout(this.changes);
    this.subscriptions.unsubscribe();
  }

  private beat(): void {
    this.hub.broadcast(sharedFrame('pulse', this.pulses.beat()));
    this.beats += 1;
    if (this.beats % HEALTH_EVERY === 0) this.hub.broadcast(sharedFrame('health', this.board.report()));
    this.catchUp();
  }

  private tellProgress(changed: GroupProgress[]): void {
    if (changed.length === 0 || this.hub.clients.size === 0) return;
    for (const missed of this.hub.broadcast(sharedFrame('progress', changed))) this.behind.add(missed);
  }

  /** Whoever missed changes of progress gets all of it, once they read again. */
  private catchUp(): void {
    const everything = this.behind.size > 0 ? sharedFrame('progress', this.surroundings.progress()) : null;
    for (const client of this.behind) {
      const isGone = !this.hub.clients.has(client);
      if (!isGone && !client.wire.isIdle) continue;
      this.behind.delete(client);
      if (!isGone && everything) client.wire.write(everything);
    }
  }
}
