import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { COPY_TABLES, dropPartition, PartitionInUse, Partitions, ROLLUP_TABLES, type DropReason, type StoredPartition } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { StorageFigures } from './storage-figures.js';
import { inBytes } from './storage-health.js';

/** Those whose partitions are dropped. */
export const KEPT_TABLES: string[] = [...COPY_TABLES.map(({ name }) => name), ...ROLLUP_TABLES];

/** Drops partitions, and says each. */
@Injectable()
export class PartitionDropper {
  private readonly log = new Logger('retention');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Partitions) private readonly partitions: Partitions,
    @Inject(StorageFigures) private readonly figures: StorageFigures,
  ) {}

  /**
   * One after the other. What a question still reads is left for the next time.
   * @param reason of those whose dropping begins now; what was cut off goes for its own
   * @returns how many went, and whether something was left
   */
  async drop(client: Client, partitions: readonly StoredPartition[], reason: DropReason): Promise<{ dropped: number; inUse: boolean }> {
    const inUse = new Set<string>();
    let dropped = 0;
    for (const partition of partitions) {
      // Postgres detaches one partition of a table at a time.
      if (inUse.has(partition.table)) continue;
      try {
        if (await this.dropOne(client, partition, reason)) dropped += 1;
      } catch (error) {
        if (!(error instanceof PartitionInUse)) throw error;
        inUse.add(partition.table);
        this.log.log(`${error.message}; it is dropped when that is over`);
      }
    }
    return { dropped, inUse: inUse.size > 0 };
  }

  private async dropOne(client: Client, partition: StoredPartition, reason: DropReason): Promise<boolean> {
    const because = partition.reason ?? reason;
    const bound = inBytes(this.config.storageMaxBytes);
    const { isGone, rows } = await dropPartition(client, partition, { reason, why: `dropped for room: the database took more than its bound, ${bound}` });
    if (!isGone) return false;
    this.partitions.forget();
    this.figures.dropped(because, rows);
    const what = `${partition.name} (${inBytes(partition.bytes)})`;
    if (because === 'age') this.log.log(`${what} was dropped: older than it is to be kept`);
    else this.log.warn(`${what} was dropped for room, with ${rows ?? 0} rows: the database takes more than STORAGE_MAX_BYTES, ${bound}`);
    return true;
  }
}
