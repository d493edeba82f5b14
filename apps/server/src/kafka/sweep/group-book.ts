import type { Pool } from 'pg';
import { ABANDONED_AFTER_MS, type GroupStanding } from '@contraflow/contract';
import { forgetGroups, noteRecorderGroups, readGroupStates, saveEmptySince, saveMute, type GroupMute, type GroupState } from '@contraflow/store';

interface Seen {
  consumerGroup: string;
  empty: boolean;
}

const UNKNOWN: Omit<GroupState, 'consumerGroup'> = { emptySince: null, mute: null };

/** Remembers of the groups what Kafka does not: since when they are empty, who muted them, and which are recorders' own. */
export class GroupBook {
  private states = new Map<string, GroupState>();
  private clusterId: string | null = null;
  private noted = false;

  /**
   * @param own groups of this recorder; former ones are added once they are known
   * @param lastCommit when a group last committed, epoch milliseconds; null when that is not known
   */
  constructor(
    private readonly pool: Pool,
    private readonly own: Set<string>,
    private readonly lastCommit: (group: string) => number | null,
  ) {}

  isOwn(group: string): boolean {
    return this.own.has(group);
  }

  /** Learns which groups belong to recorders; once is enough. */
  async learnOwn(): Promise<void> {
    if (this.noted) return;
    for (const group of await noteRecorderGroups(this.pool, [...this.own])) this.own.add(group);
    this.noted = true;
  }

  /** Takes in what a sweep saw, and keeps what is news. */
  async swept(clusterId: string, groups: readonly Seen[], at: number): Promise<void> {
    this.clusterId = clusterId;
    this.states = new Map((await readGroupStates(this.pool, clusterId)).map((state) => [state.consumerGroup, state]));
    const changes = groups.flatMap(({ consumerGroup, empty }) => {
      const known = this.states.get(consumerGroup);
      if (empty === ((known?.emptySince ?? null) !== null)) return [];
      // Of a group that was empty when we first saw it, its last commit tells since when at the least.
      const since = known ? at : Math.min(at, this.lastCommit(consumerGroup) ?? at);
      return [{ consumerGroup, emptySince: empty ? since : null }];
    });
    await saveEmptySince(this.pool, clusterId, changes);
    for (const change of changes) this.states.set(change.consumerGroup, { ...UNKNOWN, ...this.states.get(change.consumerGroup), ...change });
    const there = new Set(groups.map(({ consumerGroup }) => consumerGroup));
    await forgetGroups(this.pool, clusterId, [...this.states.values()].filter(({ consumerGroup, mute }) => !there.has(consumerGroup) && mute === null).map(({ consumerGroup }) => consumerGroup));
  }

  stateOf(group: string): Omit<GroupState, 'consumerGroup'> {
    return this.states.get(group) ?? UNKNOWN;
  }

  standingOf(group: string, now: number): GroupStanding {
    const { emptySince, mute } = this.stateOf(group);
    if (mute && (mute.until === null || mute.until > now)) return 'muted';
    return emptySince !== null && now - emptySince > ABANDONED_AFTER_MS ? 'abandoned' : 'active';
  }

  /** @returns false before the cluster was ever reached: then it is not known which group is meant */
  async mute(consumerGroup: string, mute: GroupMute | null, actor: string): Promise<boolean> {
    if (this.clusterId === null) return false;
    await saveMute(this.pool, this.clusterId, consumerGroup, mute, actor);
    this.states.set(consumerGroup, { consumerGroup, ...this.stateOf(consumerGroup), mute });
    return true;
  }
}
