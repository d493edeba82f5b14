import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import { COPY_TABLES } from './tables.js';

const DAY_MS = 86_400_000;
/** Held while partitions are made, so that servers do it one after the other. "part" in ASCII. */
const ADVISORY_LOCK = 0x70617274;

interface Partition {
  table: string;
  /** `http_exchange_20261122` */
  name: string;
  from: string;
  to: string;
}

/**
 * The partitions by day, which appear by themselves. Knows which exist, so that a batch
 * usually asks nothing. One instance serves all lanes of a server.
 */
export class Partitions {
  private readonly known = new Set<string>();

  /** Makes the partitions that these rows need. Must not be called inside a transaction. */
  async ensureFor(client: ClientBase, batches: SourceBatch[]): Promise<void> {
    const missing = new Map<string, Partition>();
    for (const table of COPY_TABLES) {
      for (const { rows } of batches) {
        let lastDay = NaN;
        for (const row of rows[table.kind]) {
          const day = Math.floor(table.instantOf(row as never) / DAY_MS);
          if (day === lastDay) continue;
          lastDay = day;
          this.note(table.name, day, missing);
        }
      }
    }
    await this.make(client, [...missing.values()]);
  }

  /** Makes today's and tomorrow's, so that midnight finds them there. */
  async ensureAhead(client: ClientBase, now: number): Promise<void> {
    const missing = new Map<string, Partition>();
    const today = Math.floor(now / DAY_MS);
    for (const table of COPY_TABLES) {
      this.note(table.name, today, missing);
      this.note(table.name, today + 1, missing);
    }
    await this.make(client, [...missing.values()]);
  }

  /** Asks Postgres again next time: somebody may have dropped one. */
  forget(): void {
    this.known.clear();
  }

  private note(table: string, day: number, missing: Map<string, Partition>): void {
    const name = `${table}_${isoDay(day).replaceAll('-', '')}`;
    if (!this.known.has(name)) missing.set(name, { table, name, from: isoDay(day), to: isoDay(day + 1) });
  }

  private async make(client: ClientBase, partitions: Partition[]): Promise<void> {
    if (partitions.length === 0) return;
    await client.query('BEGIN');
    try {
      await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
      for (const partition of partitions) await makePartition(client, partition);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    for (const { name } of partitions) this.known.add(name);
  }
}

/**
 * Attached rather than made as a partition: that takes no lock which writers or readers
 * of the parent would have to wait for.
 */
async function makePartition(client: ClientBase, { table, name, from, to }: Partition): Promise<void> {
  const { rows } = await client.query<{ attached: boolean }>('SELECT relispartition AS attached FROM pg_class WHERE oid = to_regclass($1)', [name]);
  if (rows[0]?.attached) return;
  await client.query(`CREATE TABLE IF NOT EXISTS ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMPRESSION)`);
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from} 00:00:00+00') TO ('${to} 00:00:00+00')`);
}

function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
