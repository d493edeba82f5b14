import { ageableTime } from '@contraflow/contract';
import type { CommitRow, KafkaRow } from '@contraflow/store';

/** Newest records whose create times are kept, of each partition and of all. */
const RECORDS_OF_PARTITION = 8_192;
const RECORDS_LIMIT = 400_000;
const PARTITIONS_LIMIT = 5_000;
const GROUPS_OF_PARTITION = 200;
/** Commits kept of a group in a partition, for records that are recorded after the commit that passes them. */
const COMMITS_KEPT = 16;

interface Partition {
  /** Rising; `timestamps` beside it. Cut at the front when twice too long. */
  offsets: number[];
  timestamps: number[];
  groups: Map<string, { offset: number; committedAt: number }[]>;
}

/**
 * Measures, while it happens, the time from a record's creation to the commit that passes it, for
 * every group. Records and commits come from different sources, so either may be recorded first.
 * Offsets are held as doubles: exact up to 2^53.
 */
export class CompletedClock {
  /** In the order of their last use. */
  private readonly partitions = new Map<string, Partition>();
  private records = 0;

  /** @param passed is told of every record that a group is found to have passed: when, and how long after its creation in ns */
  constructor(private readonly passed: (committedAt: number, completedNs: number) => void) {}

  /** @param rows of one partition, in the order of their offsets */
  addRecords(rows: readonly KafkaRow[]): void {
    const first = rows[0];
    if (!first) return;
    const partition = this.partitionOf(first);
    const latest = [...partition.groups.values()];
    for (const row of rows) {
      const timestamp = ageableTime(row.timestamp, row.observedAt);
      if (timestamp === null) continue;
      const at = Number(row.offset);
      partition.offsets.push(at);
      partition.timestamps.push(timestamp);
      this.records += 1;
      for (const commits of latest) {
        const commit = commitThatPassed(commits, at);
        if (commit) this.passed(commit.committedAt, nanosecondsBetween(timestamp, commit.committedAt));
      }
    }
    this.cut(partition, RECORDS_OF_PARTITION);
    this.forgetOldest();
  }

  addCommit(row: CommitRow): void {
    const partition = this.partitionOf(row);
    const offset = Number(row.committedOffset);
    let commits = partition.groups.get(row.consumerGroup);
    if (!commits) {
      if (partition.groups.size >= GROUPS_OF_PARTITION) return;
      partition.groups.set(row.consumerGroup, (commits = []));
    }
    const before = commits[commits.length - 1];
    if (before && before.offset >= offset) return;
    // Of the first commit seen it is not known what it newly passed.
    if (before) this.measure(partition, before.offset, offset, row.committedAt);
    commits.push({ offset, committedAt: row.committedAt });
    if (commits.length > COMMITS_KEPT) commits.shift();
  }

  private measure({ offsets, timestamps }: Partition, from: number, to: number, committedAt: number): void {
    for (let at = offsets.length - 1; at >= 0 && (offsets[at] as number) >= from; at -= 1) {
      if ((offsets[at] as number) < to) this.passed(committedAt, nanosecondsBetween(timestamps[at] as number, committedAt));
    }
  }

  private partitionOf({ clusterId, topicId, partition }: { clusterId: string; topicId: string; partition: number }): Partition {
    const key = `${clusterId} ${topicId} ${partition}`;
    const found = this.partitions.get(key) ?? { offsets: [], timestamps: [], groups: new Map() };
    this.partitions.delete(key);
    this.partitions.set(key, found);
    if (this.partitions.size > PARTITIONS_LIMIT) this.forgetOldest();
    return found;
  }

  private cut(partition: Partition, limit: number): void {
    const { offsets, timestamps } = partition;
    if (offsets.length <= 2 * limit) return;
    this.records -= offsets.length - limit;
    partition.offsets = offsets.slice(-limit);
    partition.timestamps = timestamps.slice(-limit);
  }

  private forgetOldest(): void {
    for (const [key, partition] of this.partitions) {
      if (this.records <= RECORDS_LIMIT && this.partitions.size <= PARTITIONS_LIMIT) return;
      this.records -= partition.offsets.length;
      this.partitions.delete(key);
    }
  }
}

/** The first of the commits known that passed `offset`, when the one before it is known too. */
function commitThatPassed(commits: { offset: number; committedAt: number }[], offset: number) {
  const latest = commits[commits.length - 1];
  if (!latest || latest.offset <= offset) return null;
  const at = commits.findIndex((commit) => commit.offset > offset);
  return at > 0 ? (commits[at] as { offset: number; committedAt: number }) : null;
}

function nanosecondsBetween(timestamp: number, committedAt: number): number {
  return Math.max(0, committedAt - timestamp) * 1e6;
}
