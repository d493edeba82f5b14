import { packHistogram } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import { MOST } from './exact-sum.js';
import { addToHours } from './latency-hours.js';
import { storable } from './storable.js';
import { Tally } from './tally.js';

/** A table of minute roll-ups. */
export interface RollUpTable {
  name: string;
  /** Column and type, in the order of the primary key; `minute` comes first. */
  keys: [column: string, type: string][];
  /** Columns that the key decides. */
  labels?: [column: string, type: string][];
  /** Columns that are added up. */
  sums: [column: string, type: string][];
  histogram?: string;
}

type Branch = Map<string | number, Branch | Tally>;

/** Counts a batch in memory, and merges the outcome into its table with one statement. */
export class RollUp {
  private readonly tallies = new Map<string, Tally>();
  /** The same lines by their keys as they came, a map for each part: so a line is found without making a text of its key. */
  private readonly byParts: Branch = new Map();

  constructor(private readonly table: RollUpTable) {}

  /** The line of a key; its minute is epoch milliseconds. */
  tally(key: (string | number)[], labels: string[] = []): Tally {
    const last = key.length - 1;
    let branch = this.byParts;
    for (let i = 0; i < last; i++) {
      const part = key[i] as string | number;
      let next = branch.get(part) as Branch | undefined;
      if (!next) branch.set(part, (next = new Map()));
      branch = next;
    }
    const part = key[last] as string | number;
    let tally = branch.get(part) as Tally | undefined;
    if (!tally) branch.set(part, (tally = this.lineOf(key, labels)));
    return tally;
  }

  /** Keys that Postgres would hold as the same are one line. */
  private lineOf(given: (string | number)[], labels: string[]): Tally {
    const key = given.map((part) => (typeof part === 'string' ? storable(part) : part));
    const id = key.join('\0');
    let tally = this.tallies.get(id);
    if (!tally) this.tallies.set(id, (tally = new Tally(key, labels, this.table.sums.length)));
    return tally;
  }

  /** Adds what was counted to the table. Keys go in order, so that two lanes never wait for each other in a ring. */
  async merge(client: ClientBase): Promise<void> {
    if (this.tallies.size === 0) return;
    const ids = [...this.tallies.keys()].sort();
    const lines = ids.map((id) => this.tallies.get(id) as Tally);
    const columns: unknown[][] = [
      ...this.table.keys.map(([, type], i) => lines.map(({ key }) => (type === 'timestamptz' ? new Date(key[i] as number).toISOString() : key[i]))),
      ...(this.table.labels ?? []).map((_, i) => lines.map(({ labels }) => labels[i])),
      ...this.table.sums.map(([, type], i) => lines.map(({ sums }) => (type === 'bigint' ? sums[i]?.toBigintText() : sums[i]?.toString()))),
    ];
    if (this.table.histogram) columns.push(lines.map(({ histogram }) => `{${packHistogram(histogram).join(',')}}`));
    await client.query({ name: `merge ${this.table.name}`, text: mergeStatement(this.table), values: columns });
    if (this.table.histogram) await addToHours(client, this.table.name, lines);
  }
}

function mergeStatement({ name, keys, labels = [], sums, histogram }: RollUpTable): string {
  const given = [...keys, ...labels, ...sums];
  const columns = given.map(([column]) => column);
  const arrays = given.map(([, type], i) => `$${i + 1}::${type}[]`);
  const picked = [...columns];
  const updates = sums.map(([column, type]) => `${column} = ${type === 'bigint' ? saturating(column) : `held.${column} + EXCLUDED.${column}`}`);
  if (histogram) {
    columns.push(histogram);
    // An array of arrays would be taken apart to its last element, so each comes as text.
    arrays.push(`$${given.length + 1}::text[]`);
    picked.push(`${histogram}::bigint[]`);
    updates.push(`${histogram} = histogram_add(held.${histogram}, EXCLUDED.${histogram})`);
  }
  return `INSERT INTO ${name} AS held (${columns.join(', ')})
    SELECT ${picked.join(', ')} FROM unnest(${arrays.join(', ')}) AS counted(${columns.join(', ')})
    ON CONFLICT (${keys.map(([column]) => column).join(', ')}) DO UPDATE SET ${updates.join(', ')}`;
}

/** No sum overflows: it would stop its source for good. Beyond what 64 bits hold it stays at the most; nothing is negative. */
function saturating(column: string): string {
  return `CASE WHEN held.${column} > ${MOST} - EXCLUDED.${column} THEN ${MOST} ELSE held.${column} + EXCLUDED.${column} END`;
}
