import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import type { DropReason, RoomDrop } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { Metrics } from '../ports/metrics.js';

/** What the database takes, and what was dropped from it by this server, for the health strip and for Prometheus. */
@Injectable()
export class StorageFigures {
  /** Null before the first look. */
  bytes: number | null = null;
  /** `STORAGE_MAX_BYTES`; null where there is no bound. */
  readonly maxBytes: number | null;
  /** True when it takes more than its bound and nothing is left that may go for room. */
  isExhausted = false;
  /** The last rows that went for room, by whichever server. */
  lastRoomDrop: RoomDrop | null = null;
  /** Why what is to be dropped could not be. */
  failing: string | null = null;
  private readonly partitions = { age: 0, room: 0 };
  private roomRows = 0;

  constructor(@Inject(CONFIG) config: Config, @Inject(Metrics) { registry }: Metrics) {
    const registers = [registry];
    const { partitions } = this;
    const bytes = () => this.bytes;
    const roomRows = () => this.roomRows;
    const maxBytes = (this.maxBytes = config.storageMaxBytes || null);
    new Gauge({
      name: 'contraflow_storage_bytes', help: 'What the database takes on its disk, looked at every minute.', registers,
      collect() {
        this.set(bytes() ?? NaN);
      },
    });
    new Gauge({ name: 'contraflow_storage_limit_bytes', help: 'Bound of the database (STORAGE_MAX_BYTES), 0 for none.', registers }).set(maxBytes ?? 0);
    new Counter({
      name: 'contraflow_storage_dropped_partitions_total', help: 'Partitions that this server dropped: for their age, or for room.', labelNames: ['reason'], registers,
      collect() {
        this.reset();
        for (const reason of ['age', 'room'] as const) this.inc({ reason }, partitions[reason]);
      },
    });
    new Counter({
      name: 'contraflow_storage_dropped_rows_total', help: 'Rows that this server dropped for room, before their time.', registers,
      collect() {
        this.reset();
        this.inc(roomRows());
      },
    });
  }

  /** @param rows null where nobody counted, because of their age */
  dropped(reason: DropReason, rows: number | null): void {
    this.partitions[reason] += 1;
    this.roomRows += rows ?? 0;
  }
}
