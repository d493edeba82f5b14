import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CATALOGUE_IDS } from '../products/catalogue.js';
import { Database, isUnreachable } from './database.js';
import { LOG, type Log } from './log.js';

const EVERY_MS = 30_000;
/** What is older than the newest this many is deleted: a sample must not fill a disk. */
const KEEP = { orders: 20_000, products: 200, outbox: 100_000 } as const;
const AT_ONCE = 5_000;

/** Keeps the shop's database bounded, however long the shop runs. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.tidy().catch((error: unknown) => {
        if (!isUnreachable(error)) this.log.error(error, 'the shop’s old rows could not be deleted');
      });
    }, EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Deletes the oldest orders (with their payments), made-up products, and records that waited too long for Kafka. */
  async tidy(): Promise<void> {
    await this.deleteOldest('orders', 'number', KEEP.orders);
    await this.deleteOldest('product', 'id', KEEP.products, `id > ${CATALOGUE_IDS.length}`);
    const dropped = await this.deleteOldest('outbox', 'id', KEEP.outbox);
    if (dropped > 0) this.log.warn({ dropped }, `The outbox holds ${KEEP.outbox} records while Kafka is away; the oldest were dropped.`);
  }

  private async deleteOldest(table: string, column: string, keep: number, where = 'true'): Promise<number> {
    const { rowCount } = await this.database.query(
      `DELETE FROM ${table} WHERE ${column} IN
         (SELECT ${column} FROM ${table} WHERE ${where} ORDER BY ${column} DESC OFFSET $1 LIMIT $2)`,
      [keep, AT_ONCE],
    );
    return rowCount ?? 0;
  }
}
