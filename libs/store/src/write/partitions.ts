import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import { LEAVING, lockPartitions } from './leaving.js';
import { daySpan, monthSpan, type PartitionSpan } from './partition-span.js';
import { ROLLUP_FILL, ROLLUP_TABLES, ROLLUPS_OF } from './roll-up-tables.js';
import { COPY_TABLES } from './tables.js';

const DAY_MS = 86_400_000;

/**
 * The partitions of rows (by day) and of roll-ups (by month), which appear by themselves. Knows which
 * exist, so that a batch usually asks nothing. One instance serves all lanes of a server.
 */
export class Partitions {
  private readonly known = new Set<string>();

  /** Makes the partitions that these rows and their sums need. Must not be called inside a transaction. */
  async ensureFor(client: ClientBase, batches: SourceBatch[]): Promise<void> {
    const spans: PartitionSpan[] = [];
    for (const table of COPY_TABLES) {
      let lastDay = NaN;
      for (const { rows } of batches) {
        for (const row of rows[table.kind]) {
          const instant = table.instantOf(row as never);
          const day = Math.floor(instant / DAY_MS);
          if (day === lastDay) continue;
          lastDay = day;
          spans.push(daySpan(table.name, instant), ...ROLLUPS_OF[table.kind].map((rollup) => monthSpan(rollup, instant)));
        }
      }
    }
    await this.ensure(client, spans);
  }

  /** Makes today's and tomorrow's, and this and the next month's, so that midnight finds them there. */
  async ensureAhead(client: ClientBase, now: number): Promise<void> {
    const month = monthSpan('', now);
    await this.ensure(client, [
      ...COPY_TABLES.flatMap(({ name }) => [daySpan(name, now), daySpan(name, now + DAY_MS)]),
      ...ROLLUP_TABLES.flatMap((table) => [monthSpan(table, now), monthSpan(table, month.to)]),
    ]);
  }

  /** Asks Postgres again next time: somebody may have dropped one. */
  forget(): void {
    this.known.clear();
  }

  private async ensure(client: ClientBase, spans: PartitionSpan[]): Promise<void> {
    const missing = new Map(spans.filter(({ name }) => !this.known.has(name)).map((span) => [span.name, span]));
    if (missing.size === 0) return;
    await client.query('BEGIN');
    try {
      await lockPartitions(client);
      for (const span of missing.values()) await makePartition(client, span);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    for (const name of missing.keys()) this.known.add(name);
  }
}

/**
 * Attached rather than made as a partition: that takes no lock which writers or readers
 * of the parent would have to wait for. One that was about to be dropped is taken back.
 */
async function makePartition(client: ClientBase, { table, name, from, to }: PartitionSpan): Promise<void> {
  const { rows } = await client.query<{ attached: boolean; leaving: boolean | null }>(
    `SELECT relispartition AS attached, starts_with(obj_description(oid, 'pg_class'), $2) AS leaving FROM pg_class WHERE oid = to_regclass($1)`,
    [name, LEAVING],
  );
  if (rows[0]?.attached) return;
  if (rows[0]?.leaving) await client.query(`COMMENT ON TABLE ${name} IS NULL`);
  const fill = (ROLLUP_FILL as Record<string, number | undefined>)[table] ?? 100;
  await client.query(`CREATE TABLE IF NOT EXISTS ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMPRESSION) WITH (fillfactor = ${fill})`);
  const [first, end] = [from, to].map((instant) => new Date(instant).toISOString());
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${first}') TO ('${end}')`);
  await endAutosummarize(client, name);
}

/** The recorder asks for summaries itself, see `summaries.ts`; the indexes of the partitioned table, which these are made after, cannot be changed. */
async function endAutosummarize(client: ClientBase, table: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT class.oid::regclass::text AS name FROM pg_index JOIN pg_class AS class ON class.oid = indexrelid WHERE indrelid = to_regclass($1) AND 'autosummarize=on' = ANY (class.reloptions)`,
    [table],
  );
  for (const { name } of rows) await client.query(`ALTER INDEX ${name} SET (autosummarize = off)`);
}
