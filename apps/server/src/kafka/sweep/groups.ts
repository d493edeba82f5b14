import type { Admin } from '@platformatic/kafka';
import { reasonOf } from '../bounded.js';
import type { ClusterApi } from '../cluster-api.js';
import type { LogOnce } from '../log-once.js';
import { shareOffsetsApi } from './share-offsets-api.js';

/** A consumer group with where it stands. */
export interface SweptGroup {
  consumerGroup: string;
  /** `classic`, `consumer`, `share` or `streams`. */
  type: string;
  /** True when nobody is in it now. */
  empty: boolean;
  offsets: { topic: string; partition: number; committedOffset: bigint }[];
}

const TYPES = ['classic', 'consumer', 'share', 'streams'];
const GROUPS_AT_ONCE = 50;
const MOST_GROUPS = 2_000;

/** Reads the consumer groups of a cluster, of every type, with the offsets they have committed. */
export class GroupReader {
  constructor(
    private readonly api: ClusterApi,
    private readonly log: LogOnce,
    private readonly isOwn: (group: string) => boolean,
  ) {}

  /** @throws Error when the cluster does not answer */
  async read(): Promise<SweptGroup[]> {
    const listed = await this.api.ask('the list of groups', (admin) => admin.listGroups({ types: TYPES }));
    const groups = [...listed.values()]
      .filter(({ id, protocolType }) => !this.isOwn(id) && protocolType !== 'connect')
      .map(({ id, groupType, state }) => ({ consumerGroup: id, type: groupType?.toLowerCase() ?? 'classic', empty: isEmpty(state) }));
    if (groups.length > MOST_GROUPS) this.log.say('warn', `Of ${groups.length} consumer groups only ${MOST_GROUPS} are swept.`);
    const swept = groups.slice(0, MOST_GROUPS);
    const share = swept.filter(({ type }) => type === 'share');
    const others = swept.filter(({ type }) => type !== 'share');
    const offsets = new Map([...(await this.committed(others.map(idOf))), ...(await this.shared(share.map(idOf)))]);
    return swept.map((group) => ({ ...group, offsets: offsets.get(group.consumerGroup) ?? [] }));
  }

  private async committed(groups: string[]): Promise<Map<string, SweptGroup['offsets']>> {
    const result = new Map<string, SweptGroup['offsets']>();
    for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
      const some = groups.slice(at, at + GROUPS_AT_ONCE);
      for (const { groupId, topics } of await this.fetchOffsets(some)) {
        const offsets = topics.flatMap(({ name, partitions }) =>
          partitions.map((part) => ({ topic: name, partition: part.partitionIndex, committedOffset: part.committedOffset })),
        );
        result.set(groupId, offsets.filter(({ committedOffset }) => committedOffset >= 0n));
      }
    }
    return result;
  }

  /** One group that may not be read fails a whole answer; then each is asked alone. */
  private async fetchOffsets(groups: string[]) {
    const ask = (some: string[]) => this.api.ask('committed offsets', (admin) => admin.listConsumerGroupOffsets({ groups: some }));
    try {
      return await ask(groups);
    } catch (error) {
      if (groups.length === 1) throw error;
    }
    const answers = [];
    for (const group of groups) {
      try {
        answers.push(...(await ask([group])));
      } catch (error) {
        this.log.say('warn', `Offsets of group ${group} could not be read: ${reasonOf(error)}`);
      }
    }
    return answers;
  }

  private async shared(groups: string[]): Promise<Map<string, SweptGroup['offsets']>> {
    const result = new Map<string, SweptGroup['offsets']>();
    if (groups.length === 0 || !(await this.api.knows(shareOffsetsApi.key, shareOffsetsApi.version))) return result;
    for (const group of groups) {
      try {
        const [answer] = await this.api.ask('share group offsets', (admin) => askCoordinator(admin, group));
        const begun = (answer?.partitions ?? []).filter(({ startOffset }) => startOffset >= 0n);
        result.set(group, begun.map(({ topic, partition, startOffset }) => ({ topic, partition, committedOffset: startOffset })));
      } catch (error) {
        this.log.say('warn', `Offsets of share group ${group} could not be read: ${reasonOf(error)}`);
      }
    }
    return result;
  }
}

async function askCoordinator(admin: Admin, group: string) {
  const [coordinator] = await admin.findCoordinator({ keyType: 0, keys: [group] });
  if (!coordinator) throw new Error('it has no coordinator');
  return shareOffsetsApi.async(await admin.connections.get(coordinator), [group]);
}

const idOf = ({ consumerGroup }: { consumerGroup: string }) => consumerGroup;
const isEmpty = (state: string) => /^(empty|dead)$/i.test(state);
