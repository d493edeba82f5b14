import { Subject, type Observable } from 'rxjs';
import type { GroupProgress } from '@contraflow/contract';
import type { CommitRow } from '@contraflow/store';

/** Where a group stands in a partition, as it is recorded. */
export type Standing = Omit<CommitRow, 'topic'>;

const TELL_MS = 1_000;
const FRESH_MS = 30_000;

/** Where every group stands, as far as that is recorded; tells what changed, at most once a second. */
export class Progress {
  private readonly standings = new Map<string, Standing>();
  private readonly changed = new Map<string, Standing>();
  private readonly tells = new Subject<GroupProgress[]>();
  readonly progressed$: Observable<GroupProgress[]> = this.tells.asObservable();
  private timer: NodeJS.Timeout | null = null;

  /** Takes over what has been recorded, in the order of recording. */
  recorded(rows: Iterable<Standing>): void {
    for (const row of rows) {
      const id = idOf(row.consumerGroup, row.topicId, row.partition);
      this.standings.set(id, row);
      this.changed.set(id, row);
    }
    if (this.changed.size > 0) this.timer ??= setTimeout(() => this.tell(), TELL_MS);
  }

  get(group: string, topicId: string, partition: number): Standing | undefined {
    return this.standings.get(idOf(group, topicId, partition));
  }

  /** When a group last committed anywhere, epoch milliseconds; null when that is not known. */
  lastCommit(group: string): number | null {
    let last: number | null = null;
    for (const { consumerGroup, committedAt } of this.standings.values()) if (consumerGroup === group) last = Math.max(last ?? 0, committedAt);
    return last;
  }

  all(): GroupProgress[] {
    return [...this.standings.values()].map(toMessage);
  }

  /**
   * Forgets groups and topics that are no more.
   * @param topicIds null where it is not known which topics there are
   */
  keepOnly(groups: ReadonlySet<string>, topicIds: ReadonlySet<string> | null): void {
    const fresh = Date.now() - FRESH_MS;
    for (const [id, { consumerGroup, topicId, committedAt }] of this.standings) {
      if ((topicIds && !topicIds.has(topicId)) || (!groups.has(consumerGroup) && committedAt < fresh)) this.standings.delete(id);
    }
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private tell(): void {
    this.timer = null;
    const messages = [...this.changed.values()].map(toMessage);
    this.changed.clear();
    this.tells.next(messages);
  }
}

const idOf = (group: string, topicId: string, partition: number) => `${group}\0${topicId}\0${partition}`;

function toMessage({ consumerGroup, clusterId, topicId, partition, committedOffset, committedAt }: Standing): GroupProgress {
  return { consumerGroup, clusterId, topicId, partition, committedOffset: String(committedOffset), committedAt };
}
