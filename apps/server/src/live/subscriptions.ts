import { Inject, Injectable, Logger } from '@nestjs/common';
import { type LiveCursor, parseFilter, type Subscription } from '@contraflow/contract';
import { QueryTimeout, Store } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { type Backlog, type BacklogSources, readBacklog } from './backlog.js';
import type { FilterGroup } from './filter-group.js';
import { LiveHub } from './live-hub.js';
import type { LiveClient } from './live-client.js';
import { Matcher } from './matcher.js';
import { Slots } from './slots.js';
import { readSnapshotRows } from './snapshot.js';
import { Surroundings } from './surroundings.js';

/** Gaps and snapshots read at once; each may hold a few megabytes until its browser has it. */
const AT_ONCE = 6;

interface Wish {
  group: FilterGroup;
  work: AbortController;
}

/** Begins subscriptions, holds them and lets them go on: everything of a subscription that takes a look back. */
@Injectable()
export class Subscriptions {
  private readonly log = new Logger('live');
  private readonly slots = new Slots(AT_ONCE);
  private readonly wishes = new Map<LiveClient, Wish>();
  private readonly sources: BacklogSources;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(Store) store: Store,
    @Inject(DatabaseGate) gate: DatabaseGate,
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Surroundings) private readonly surroundings: Surroundings,
  ) {
    this.sources = { ring: hub.ring, store, gate, timeoutMs: config.queryTimeoutSeconds * 1_000 };
  }

  /** @throws FilterError */
  subscribe(client: LiveClient, { sides, filter, maxPerSecond, resumeFrom }: Subscription): void {
    const matcher = new Matcher([...new Set(sides)].sort(), parseFilter(filter));
    this.end(client);
    client.begin(maxPerSecond);
    const group = this.hub.borrowGroup(`${matcher.sides.join()} ${filter}`, matcher);
    this.wishes.set(client, { group, work: new AbortController() });
    if (resumeFrom) this.startFill(client, resumeFrom);
    else this.startSnapshot(client);
  }

  /** Holds delivery. */
  pause(client: LiveClient): void {
    client.pause();
  }

  /** @returns false when there is no subscription to go on with */
  resume(client: LiveClient, cursor: LiveCursor): boolean {
    if (!this.wishes.has(client)) return false;
    client.unpause();
    this.startFill(client, cursor);
    return true;
  }

  /** The client goes, or begins something else. */
  end(client: LiveClient): void {
    const wish = this.wishes.get(client);
    wish?.work.abort();
    client.leave();
    this.wishes.delete(client);
    if (wish) this.hub.returnGroup(wish.group);
  }

  private startSnapshot(client: LiveClient): void {
    this.start(client, async ({ group, work }, release) => {
      const flows = await readSnapshotRows(this.sources, group, (error) => this.log.warn({ err: error }, 'a snapshot has no older rows: the store did not answer'));
      release();
      if (work.signal.aborted) return;
      const cursor = this.hub.ring.cursorAt(group.position);
      client.wire.socket.emit('snapshot', { cursor, flows, ...this.surroundings.now() });
      client.goOn(group);
    });
  }

  private startFill(client: LiveClient, cursor: LiveCursor): void {
    this.start(client, async ({ group, work }, release) => {
      let backlog: Backlog;
      try {
        backlog = await readBacklog(this.sources, group, cursor, work.signal);
      } catch (error) {
        if (work.signal.aborted || !(error instanceof QueryTimeout)) throw error;
        // The gap is too long to be read: the view begins anew rather than pretend that there was nothing.
        this.log.warn('a gap was too long to be filled in time: the view begins anew');
        release();
        if (!client.isPaused) this.startSnapshot(client);
        return;
      }
      client.fill(group, backlog, release);
    });
  }

  /** Runs work for a client in its turn; a newer wish of the client ends it. */
  private start(client: LiveClient, run: (wish: Wish, release: () => void) => Promise<void>): void {
    const before = this.wishes.get(client);
    if (!before) return;
    before.work.abort();
    const wish = { group: before.group, work: new AbortController() };
    this.wishes.set(client, wish);
    const inTurn = async () => {
      const release = await this.slots.take(wish.work.signal);
      wish.work.signal.addEventListener('abort', release, { once: true });
      try {
        await run(wish, release);
      } catch (error) {
        release();
        throw error;
      }
    };
    inTurn().catch((error: unknown) => {
      if (wish.work.signal.aborted) return;
      this.log.error({ err: error }, 'a live subscription could not look back');
      client.wire.socket.disconnect(true);
    });
  }
}
