import { Subject, type Observable } from 'rxjs';
import { pause, reasonOf } from './bounded.js';
import type { ClusterApi } from './cluster-api.js';
import type { TopicMetadata } from './metadata-api.js';
import { derivedTopicId } from './topic-names.js';

export const OFFSETS_TOPIC = '__consumer_offsets';

/** A topic that can be read now. */
export interface Topic {
  name: string;
  /** UUID text form. */
  id: string;
  /** True where `id` is the cluster's own, so that fetches may ask by it. */
  ownId: boolean;
  /** Kafka's own, such as `__consumer_offsets`: never recorded. */
  internal: boolean;
  partitions: number[];
  /** The broker that leads each partition. */
  leaders: Map<number, number>;
}

/** The cluster as the last look at it saw it. */
export interface ClusterView {
  clusterId: string;
  brokers: Map<number, { host: string; port: number }>;
  /** Every topic that can be read, internal ones too, by name. */
  topics: Map<string, Topic>;
  /** Topics that stand aside while a partition of theirs has no leader. */
  leaderless: string[];
  /** Epoch milliseconds. */
  at: number;
}

/** Looks at the cluster every few seconds, for ever: what is in it, and whether it answers at all. */
export class Catalog {
  private view: ClusterView | null = null;
  private failure: { since: number; reason: string } | null = null;
  private looking: Promise<ClusterView> | null = null;
  private readonly looks = new Subject<void>();
  /** After every look, whether it saw something or not. */
  readonly looked$: Observable<void> = this.looks.asObservable();

  constructor(
    private readonly api: ClusterApi,
    private readonly everyMs: number,
  ) {}

  /** The last view, also while the cluster is away. */
  last(): ClusterView | null {
    return this.view;
  }

  /** Since when the cluster does not answer, and why; null when it does. */
  absent(): { since: number; reason: string } | null {
    return this.failure;
  }

  /** Looks until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look().catch(() => undefined);
      await pause(this.failure ? Math.min(this.everyMs, 2_000) : this.everyMs, signal);
    }
  }

  /**
   * A view from now or later; whoever asks at the same time shares it.
   * @throws Error when the cluster does not answer
   */
  look(): Promise<ClusterView> {
    this.looking ??= this.see().finally(() => {
      this.looking = null;
      this.looks.next();
    });
    return this.looking;
  }

  private async see(): Promise<ClusterView> {
    try {
      const answer = await this.api.metadata();
      const clusterId = answer.clusterId ?? 'unnamed';
      const isLeaderless = ({ leaders }: TopicMetadata) => [...leaders.values()].some((leader) => leader < 0);
      const readable = answer.topics.filter((topic) => topic.errorCode === 0 && !isLeaderless(topic));
      this.view = {
        clusterId,
        brokers: new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }])),
        topics: new Map(readable.map((topic) => [topic.name, topicOf(topic, clusterId)])),
        leaderless: answer.topics.filter(isLeaderless).map(({ name }) => name),
        at: Date.now(),
      };
      this.failure = null;
      return this.view;
    } catch (error) {
      this.failure = { since: this.failure?.since ?? Date.now(), reason: reasonOf(error) };
      throw error;
    }
  }
}

function topicOf({ name, id, internal, leaders }: TopicMetadata, clusterId: string): Topic {
  return { name, id: id ?? derivedTopicId(clusterId, name), ownId: id !== null, internal, partitions: [...leaders.keys()], leaders };
}
