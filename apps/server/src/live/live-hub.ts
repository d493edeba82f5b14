import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription as RxSubscription } from 'rxjs';
import { LIVE_TICK_MS } from '@contraflow/contract';
import { Announcements } from '../ports/recorder.js';
import { FilterGroup } from './filter-group.js';
import type { Frame } from './frame.js';
import type { LiveClient, LiveSums } from './live-client.js';
import type { Matcher } from './matcher.js';
import { FlowRing } from './ring.js';
import { Tails } from './tails.js';

/** Looking at flows for all filters takes at most so much of a tick; what is not looked at then waits for the next. */
const LOOK_MS = 25;

/** Takes in what was committed and hands it out, once a tick. */
@Injectable()
export class LiveHub implements OnApplicationBootstrap, OnModuleDestroy {
  readonly ring = new FlowRing();
  readonly clients = new Set<LiveClient>();
  readonly sums: LiveSums = { delivered: 0, leftOut: 0 };
  private readonly groups = new Map<string, FilterGroup>();
  private announced: RxSubscription | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(Announcements) private readonly announcements: Announcements) {}

  onApplicationBootstrap(): void {
    this.announced = this.announcements.committed$.subscribe((transaction) => this.ring.add(transaction));
    this.timer = setInterval(() => this.tick(), LIVE_TICK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.announced?.unsubscribe();
  }

  /** The group of all who want the same; hand it back when done. */
  borrowGroup(key: string, matcher: Matcher): FilterGroup {
    let group = this.groups.get(key);
    if (!group) {
      group = new FilterGroup(key, matcher, this.ring);
      this.groups.set(key, group);
    }
    group.borrowed += 1;
    return group;
  }

  returnGroup(group: FilterGroup): void {
    group.borrowed -= 1;
    if (group.borrowed === 0) this.groups.delete(group.key);
  }

  /** Sends a frame to everybody who reads. @returns those who do not */
  broadcast(frame: Frame): LiveClient[] {
    const missed: LiveClient[] = [];
    for (const client of this.clients) {
      if (client.wire.hasRoom) client.wire.write(frame);
      else missed.push(client);
    }
    return missed;
  }

  private tick(): void {
    const now = performance.now();
    for (const group of [...this.groups.values()]) {
      if (performance.now() - now > LOOK_MS) break;
      group.advance(now + LOOK_MS);
      // Whoever came last is first next time.
      this.groups.delete(group.key);
      this.groups.set(group.key, group);
    }
    const tails = new Tails(this.ring);
    for (const client of this.clients) client.tick(now, tails);
  }
}
