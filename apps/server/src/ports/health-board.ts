import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import type { HealthItem, HealthReport } from '@contraflow/contract';

/** Where each capability hangs out how it is. `since` moves only when the state does. */
@Injectable()
export class HealthBoard {
  private readonly items = new Map<string, HealthItem>();
  private readonly changes = new Subject<HealthItem>();
  /** Every change of a state (not of a figure). */
  readonly changed$: Observable<HealthItem> = this.changes.asObservable();

  set(item: Omit<HealthItem, 'since'>): void {
    const before = this.items.get(item.id);
    const since = before?.state === item.state ? before.since : Date.now();
    const now = { ...item, since };
    this.items.set(item.id, now);
    if (before?.state !== item.state) this.changes.next(now);
  }

  remove(id: string): void {
    this.items.delete(id);
  }

  get(id: string): HealthItem | undefined {
    return this.items.get(id);
  }

  report(): HealthReport {
    return { at: Date.now(), items: [...this.items.values()] };
  }
}
