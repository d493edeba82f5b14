import type { Observable } from 'rxjs';
import type { GroupProgress } from '@contraflow/contract';

/** One partition as the last sweep saw it. */
export interface PartitionState {
  topicId: string;
  topic: string;
  partition: number;
  highWatermark: bigint;
  logStartOffset: bigint;
  sizeBytes: number | null;
}

/** How far a group is behind, over all its partitions, as last known. */
export interface GroupLag {
  consumerGroup: string;
  offsetLag: number;
  /** Age of the oldest record that it has not passed, in seconds; null when it has passed all. */
  timeLagSeconds: number | null;
}

/** What is known of the cluster now. Also the token it is injected by. */
export abstract class KafkaState {
  /** Null until the first answer of the cluster, and when no cluster is configured. */
  abstract clusterId(): string | null;
  abstract partitions(): PartitionState[];
  /** Of the groups that count. */
  abstract progress(): GroupProgress[];
  /** Of the groups that count: neither abandoned nor muted. */
  abstract lags(): GroupLag[];
  /** Changes of progress, at most one message a second a group and partition. */
  abstract readonly progressed$: Observable<GroupProgress[]>;
  /** `commits` when __consumer_offsets is read, `sweep` when it may not be. */
  abstract commitSource(): 'commits' | 'sweep';
  /** Why there are no fresh figures, in words with the time since when; null when all is well. */
  abstract absent(): string | null;
}
