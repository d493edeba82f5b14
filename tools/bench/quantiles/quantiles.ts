import { quantilesOf } from '@contraflow/measure';
import { ask, Deadline, readContrastFigures, readHistogram } from '@contraflow/store';
import pg from 'pg';
import { compared, rounded, type Bench } from '../bench.ts';
import { migratedDatabase, withClient, type Database } from '../kit/database.ts';
import { ownPostgres } from '../kit/servers.ts';
import { median } from '../kit/stats.ts';
import { table } from '../kit/table.ts';
import { DAY, makeRows } from './make-rows.ts';

const RANKS = ['p50', 'p95', 'p99'] as const;
const ROW_BYTES = 330;
const DEADLINE_MS = 600_000;
const SPAN = { ...DAY, stepMs: 900_000 };
const GOAL = 100;
const WORST_ERROR = 0.012;

/** Quantiles of a day out of the minute roll-ups, as the contrasts ask for them. */
export const quantiles: Bench = {
  name: 'quantiles',
  about: 'p50, p95 and p99 of 24 h from the roll-ups, against percentile_cont over the rows',
  rounds: 5,
  size: 10_000_000,
  sizeIn: 'rows',
  // The rows, the write-ahead log, and what percentile_cont sorts.
  diskBytes: (rows) => rows * ROW_BYTES * 1.5 + 3e9,
  async run({ workspace, rounds, size, say }) {
    // Nothing is lost here that could not be made again, and only reading is measured.
    const postgres = await ownPostgres(workspace, { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', wal_level: 'minimal', max_wal_senders: 0 });
    const database = await migratedDatabase(postgres, DAY.from);
    await makeRows(database, size);
    const [lines] = await database.query<{ lines: bigint; buckets: bigint }>('SELECT count(*) AS lines, sum(cardinality(duration_histogram))::bigint AS buckets FROM http_minute');
    say(`${size.toLocaleString('en-US')} rows, ${lines?.lines} lines of roll-ups with ${lines?.buckets} buckets`);

    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    workspace.onClose(() => pool.end());
    const times = { ours: [] as number[], contrast: [] as number[], reference: [] as number[] };
    let ours: number[] = [];
    let exact: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      times.ours.push(await timed(async () => (ours = await fromRollUps(pool))));
      times.contrast.push(await timed(() => readContrastFigures(pool, DAY, DEADLINE_MS)));
      times.reference.push(await timed(async () => (exact = await fromRows(database))));
      say(`round ${round} of ${rounds}: roll-ups ${milliseconds(times.ours)}, the whole contrast ${milliseconds(times.contrast)}, rows ${milliseconds(times.reference)}`);
    }
    const errors = RANKS.map((_, i) => Math.abs((ours[i] as number) / (exact[i] as number) - 1));
    table(['', 'from roll-ups ms', 'from rows ms', 'error %'], RANKS.map((rank, i) => [rank, (ours[i] as number) / 1e6, (exact[i] as number) / 1e6, (errors[i] as number) * 100])).forEach(say);
    const worstError = Math.max(...errors);
    const perSecond = (values: number[]) => 1_000 / median(values);
    return {
      ...compared('answers/s', perSecond(times.ours), perSecond(times.reference), GOAL),
      also: {
        referenceIs: 'percentile_cont over the rows, work_mem 1 GB',
        oursMs: rounded(median(times.ours)),
        referenceMs: rounded(median(times.reference)),
        worstError: rounded(worstError),
        worstErrorGoal: WORST_ERROR,
        wholeContrastMs: rounded(median(times.contrast)),
        rollUpLines: Number(lines?.lines ?? 0),
      },
    };
  },
};

/** As the contrast does it. */
async function fromRollUps(pool: pg.Pool): Promise<number[]> {
  const histogram = await ask(pool, new Deadline(DEADLINE_MS), (client) => readHistogram(client, 'http_minute', SPAN));
  const found = quantilesOf(histogram);
  if (!found) throw new Error('The roll-ups are empty');
  return [found.p50Ns, found.p95Ns, found.p99Ns];
}

/** With memory enough to sort without a file. */
async function fromRows(database: Database): Promise<number[]> {
  return withClient(database.url, async (client) => {
    await client.query(`SET work_mem = '1GB'`);
    const { rows } = await client.query<{ found: number[] }>(
      `SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_ns) AS found
       FROM http_exchange WHERE started_at >= $1 AND started_at < $2`,
      [new Date(DAY.from), new Date(DAY.to)],
    );
    return rows[0]?.found ?? [];
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const milliseconds = (values: number[]) => `${(values.at(-1) as number).toFixed(0)} ms`;
