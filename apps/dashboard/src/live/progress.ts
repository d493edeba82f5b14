import type { GroupProgress } from '@contraflow/contract';

/** Whether a group has passed a record, as far as this page knows. */
export interface Passage {
  consumerGroup: string;
  passed: boolean;
}

/** Groups by topic, so that each keeps its square's place on all rows of the topic. */
type Committed = Map<string, bigint>;

/** How far each group is in each partition. */
export class ProgressBoard {
  private readonly partitions = new Map<string, Committed>();
  private readonly groupsOfTopic = new Map<string, string[]>();

  /** Forgets everything: a snapshot brings the whole of it. */
  clear(): void {
    this.partitions.clear();
    this.groupsOfTopic.clear();
  }

  /** Takes changes; a group may also go back, when its offsets are reset. */
  apply(changes: readonly GroupProgress[]): void {
    for (const change of changes) {
      const partition = `${change.clusterId}.${change.topicId}.${change.partition}`;
      let committed = this.partitions.get(partition);
      if (!committed) this.partitions.set(partition, (committed = new Map()));
      committed.set(change.consumerGroup, BigInt(change.committedOffset));
      this.know(`${change.clusterId}.${change.topicId}`, change.consumerGroup);
    }
  }

  /**
   * The groups that read the record's topic, by name. The committed offset is the
   * next one a group will read, so a record is passed when it lies before it.
   */
  passages(record: { clusterId: string; topicId: string; partition: number; offset: string }): Passage[] {
    const topic = `${record.clusterId}.${record.topicId}`;
    const committed = this.partitions.get(`${topic}.${record.partition}`);
    const offset = BigInt(record.offset);
    return (this.groupsOfTopic.get(topic) ?? []).map((consumerGroup) => ({
      consumerGroup,
      passed: (committed?.get(consumerGroup) ?? -1n) > offset,
    }));
  }

  private know(topic: string, group: string): void {
    const groups = this.groupsOfTopic.get(topic);
    if (!groups) this.groupsOfTopic.set(topic, [group]);
    else if (!groups.includes(group)) this.groupsOfTopic.set(topic, [...groups, group].sort());
  }
}
