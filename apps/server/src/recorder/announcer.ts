import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import type { RecordedBatch } from '@contraflow/store';
import { Announcements } from '../ports/recorder.js';

/** A transaction under way, by the moment that its rows carry. */
export interface Stamp {
  recordedAt: number;
  recorded: RecordedBatch[] | null;
  over: boolean;
}

/**
 * Announces transactions in the order of their `recordedAt`, and gives each its own: a lane
 * that commits first waits for an older transaction of another. So whoever has seen a moment
 * has seen everything before it, and may ask the store for what is newer without a gap.
 */
@Injectable()
export class Announcer extends Announcements {
  private readonly announced = new Subject<RecordedBatch[]>();
  readonly committed$: Observable<RecordedBatch[]> = this.announced.asObservable();
  private readonly open: Stamp[] = [];
  private last = 0;

  begin(): Stamp {
    this.last = Math.max(Date.now(), this.last + 1);
    const stamp: Stamp = { recordedAt: this.last, recorded: null, over: false };
    this.open.push(stamp);
    return stamp;
  }

  /** @param recorded what was committed; null when nothing was */
  end(stamp: Stamp, recorded: RecordedBatch[] | null): void {
    stamp.recorded = recorded;
    stamp.over = true;
    while (this.open[0]?.over) {
      const first = this.open.shift();
      if (first?.recorded) this.announced.next(first.recorded);
    }
  }
}
