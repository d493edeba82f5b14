import { HOUR_MS, merge, packHistogram, type Histogram } from '@contraflow/measure';
import type { ClientBase } from 'pg';
import type { Tally } from './tally.js';

/**
 * Adds the histograms of a batch's minutes to those of their hours, in `latency_hour`. Every
 * connection has a line of its own, or nearly: two lanes would else wait for each other's commit.
 */
export async function addToHours(client: ClientBase, rollup: string, tallies: Tally[]): Promise<void> {
  const hours = new Map<number, Histogram>();
  for (const { key, histogram } of tallies) {
    if (histogram.size === 0) continue;
    const hour = Math.floor((key[0] as number) / HOUR_MS) * HOUR_MS;
    const sum = hours.get(hour);
    if (sum) merge(sum, histogram);
    else hours.set(hour, new Map(histogram));
  }
  if (hours.size === 0) return;
  const sorted = [...hours].sort(([a], [b]) => a - b);
  await client.query({
    name: 'merge latency_hour',
    text: `INSERT INTO latency_hour AS held (rollup, hour, slot, histogram)
           SELECT $1, hour, pg_backend_pid() % 4, histogram::bigint[] FROM unnest($2::timestamptz[], $3::text[]) AS counted(hour, histogram)
           ON CONFLICT (rollup, hour, slot) DO UPDATE SET histogram = histogram_add(held.histogram, EXCLUDED.histogram)`,
    values: [rollup, sorted.map(([hour]) => new Date(hour).toISOString()), sorted.map(([, histogram]) => `{${packHistogram(histogram).join(',')}}`)],
  });
}
