import { Contrast, type Problem } from '@contraflow/contract';
import { MINUTE_MS } from '@contraflow/measure';
import { addDatabaseMinute, settleCompleted, Store } from '@contraflow/store';
import { Client } from 'pg';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { ContrastModule } from '../src/contrast/contrast.module.js';
import { DatabaseSampler } from '../src/contrast/database-sampler.js';
import { SamplerLock } from '../src/contrast/sampler-lock.js';
import { RecorderModule } from '../src/recorder/recorder.module.js';
import { anExchange, aRecord, CLUSTER, recordRows, TOPIC_ID } from './support/record-rows.js';
import { createTestApp, type TestApp } from './support/test-app.js';

let server: TestApp;
let cookie: string;
let client: Client;
let contrast: Contrast;
const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;
const from = to - 20 * MINUTE_MS;
const OTHER_TOPIC = '1f0e0d0c-0b0a-4908-8706-050403020100';
/** The same figures in every run; many small values and a long tail, as latencies are. */
let state = 7;
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const tailed = (scale: number) => Math.round(scale * (1 - Math.log(random())) ** 3);
const METHODS = ['GET', 'GET', 'POST', 'PATCH', 'DELETE', 'HEAD', 'PUT', 'OPTIONS'];
const STATUSES = [200, 201, 204, 304, 404, 500, 504, null];

beforeAll(async () => {
  server = await createTestApp({ OBSERVED_DATABASES: `shop=${await createTestDatabase()}` }, { imports: [RecorderModule, ContrastModule] });
  cookie = await server.login();
  client = new Client({ connectionString: server.config.databaseUrl });
  await client.connect();
  await seed();
  const answer = await measure(from, to);
  contrast = Contrast.parse(answer.body);
});
afterAll(async () => {
  await client.end();
  await server.close();
});

const measure = (start: number, end: number) => server.call<Contrast & Problem>('GET', `/api/contrast?from=${start}&to=${end}`, { cookie });

async function seed(): Promise<void> {
  const at = () => Math.floor(from + random() ** 2 * (to - from - 1));
  const http = Array.from({ length: 4_000 }, (_, n) => {
    const responseStatusCode = STATUSES[n % STATUSES.length]!;
    return anExchange({
      startedAt: at(), durationNs: tailed(2e6), requestMethod: METHODS[(n * 3) % METHODS.length]!, responseStatusCode, requestBodySize: n % 900, userAgent: n % 3 ? 'web/1' : 'mobile/2',
      service: n % 4 ? 'shop' : 'bank', errorType: responseStatusCode === null ? (n % 16 === 7 ? 'upstream_timeout' : 'upstream_reset') : null,
    });
  });
  const kafka = Array.from({ length: 3_000 }, (_, n) => {
    const observedAt = at();
    const elsewhere = n % 5 === 0;
    return aRecord({ observedAt, timestamp: observedAt - Math.floor(random() * 200), offset: BigInt(n), partition: n % 2, topicId: elsewhere ? OTHER_TOPIC : TOPIC_ID, topic: elsewhere ? 'shipments' : 'orders' });
  });
  const sends = Array.from({ length: 2_000 }, (_, n) => ({
    topic: n % 3 ? 'orders' : 'shipments', partition: 0, offset: n % 50 ? String(n) : null, sentAt: at(), durationNs: tailed(3e5), errorType: n % 50 ? null : 'NOT_LEADER', traceId: null, spanId: null, service: n % 2 ? 'shop' : 'billing',
  }));
  const commits = [['billing', 400], ['analytics', 20_000]].flatMap(([group, delay]) =>
    [0, 1].flatMap((partition) => [0, 500, 1_000, 2_000, 3_000].map((offset, n) => ({
      clusterId: CLUSTER, consumerGroup: group as string, topicId: TOPIC_ID, topic: 'orders', partition, committedOffset: BigInt(offset), committedAt: from + 1 + n * 4 * MINUTE_MS + (delay as number), exact: true,
    }))));
  await recordRows(server.config.databaseUrl, { http, kafka, sends, commits });
  for (const partition of [0, 1]) {
    await client.query(`INSERT INTO source_position (source, next, kind, label) VALUES ($1, 3000, 'kafka', 'orders')`, [`kafka:${CLUSTER}:${TOPIC_ID}:${partition}`]);
  }
  while ((await settleCompleted(client, 1_000)) > 0);
  await client.query(
    `INSERT INTO partition_minute (minute, cluster_id, topic_id, topic, partition, high_watermark, log_start_offset, size_bytes, oldest_timestamp_ms, unread, expired_unread)
     SELECT minute, $1, $2::uuid, 'orders', p, 3000, 100 * p, 5000 + p, $3::bigint, 7, 1 FROM generate_series($4::timestamptz, $5::timestamptz, '1 minute') AS minute, generate_series(0, 1) AS p
     UNION ALL SELECT $4, $1, $6::uuid, 'deleted', 0, 99, 0, 99, 1, 99, 3`,
    [CLUSTER, TOPIC_ID, to - 3_600_000, new Date(from), new Date(to - MINUTE_MS), OTHER_TOPIC],
  );
  await client.query(
    `INSERT INTO group_minute AS held (minute, cluster_id, consumer_group, topic_id, topic, partition, committed_offset, offset_lag, time_lag_seconds)
     SELECT minute, $1, g.name, $2::uuid, 'orders', 0, 1, g.lag, g.seconds FROM generate_series($3::timestamptz, $4::timestamptz, '1 minute') AS minute, (VALUES ('billing', 0, NULL), ('analytics', 40, 17.5)) AS g(name, lag, seconds)
     ON CONFLICT (minute, cluster_id, consumer_group, topic_id, partition) DO UPDATE SET offset_lag = EXCLUDED.offset_lag, time_lag_seconds = EXCLUDED.time_lag_seconds`,
    [CLUSTER, TOPIC_ID, new Date(from), new Date(to - MINUTE_MS)],
  );
}

/** One row of naive SQL over the rows themselves, within the window. */
async function naive<T extends Record<string, unknown>>(select: string): Promise<T> {
  const { rows } = await client.query<T>(select.replaceAll('$from', `'${new Date(from).toISOString()}'`).replaceAll('$to', `'${new Date(to).toISOString()}'`));
  return rows[0]!;
}
const EXCHANGES = 'FROM http_exchange WHERE started_at >= $from AND started_at < $to';
const RECORDS = 'FROM kafka_record WHERE observed_at >= $from AND observed_at < $to';
const percentiles = (of: string, rows: string) => naive<Record<'p50' | 'p95' | 'p99' | 'n', string>>(
  `SELECT count(*) AS n, ${[50, 95, 99].map((p) => `percentile_disc(0.${p}) WITHIN GROUP (ORDER BY ${of}) AS p${p}`).join(', ')} ${rows}`);

test.each(['blocked', 'accepted', 'readable', 'completed'] as const)('the quantiles of %s are within 1.2 %% of those over the rows', async (clock) => {
  const rows = {
    blocked: () => percentiles('duration_ns', EXCHANGES),
    accepted: () => percentiles('duration_ns', 'FROM producer_send WHERE sent_at >= $from AND sent_at < $to AND error_type IS NULL'),
    readable: () => percentiles(`(extract(epoch FROM observed_at) * 1000 - timestamp_ms) * 1e6`, RECORDS),
    completed: () => percentiles('latency', `FROM (
      SELECT greatest(0, (extract(epoch FROM passing.at) * 1000 - timestamp_ms) * 1e6) AS latency FROM kafka_record r
      CROSS JOIN (VALUES ('billing'), ('analytics')) AS g(name)
      CROSS JOIN LATERAL (SELECT min(committed_at) AS at FROM group_commit c WHERE c.topic_id = r.topic_id AND c.partition = r.partition AND c.consumer_group = g.name AND c.committed_offset > r."offset") AS passing
      WHERE passing.at >= $from AND passing.at < $to AND r."offset" >= 0) AS latencies`),
  };
  const exact = await rows[clock]();
  const { quantiles, bars } = clock === 'blocked' ? contrast.asking.http.blocked : contrast.asking.kafka[clock];
  expect(quantiles!.count).toBe(Number(exact.n));
  expect(Number(exact.n)).toBeGreaterThan(1_000);
  expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(quantiles!.count);
  for (const [measured, wanted] of [[quantiles!.p50Ns, exact.p50], [quantiles!.p95Ns, exact.p95], [quantiles!.p99Ns, exact.p99]] as const) {
    expect(Math.abs(measured / Math.max(1, Number(wanted)) - 1)).toBeLessThanOrEqual(0.012);
  }
});

test('what it is for agrees with the rows', async () => {
  const http = await naive<Record<string, string>>(`SELECT count(*) AS n, sum(duration_ns) AS busy, count(*) FILTER (WHERE request_method = 'POST') AS "create", count(*) FILTER (WHERE request_method IN ('GET', 'HEAD')) AS read,
    count(*) FILTER (WHERE request_method IN ('PUT', 'PATCH')) AS update, count(*) FILTER (WHERE request_method = 'DELETE') AS delete, count(*) FILTER (WHERE request_method = 'OPTIONS') AS other ${EXCHANGES}`);
  const kafka = await naive<Record<string, string>>(`SELECT sum(n) AS n, max(n) AS busiest FROM (SELECT count(*) AS n ${RECORDS} GROUP BY date_trunc('minute', observed_at)) AS minutes`);
  const seconds = (to - from) / 1_000;
  expect([contrast.from, contrast.to, contrast.exchanges, contrast.records]).toEqual([from, to, Number(http.n), Number(kafka.n)]);
  expect(contrast.purpose.http.perSecond).toBeCloseTo(Number(http.n) / seconds, 9);
  expect(contrast.purpose.http.inFlight).toBeCloseTo(Number(http.busy) / 1e9 / seconds, 9);
  expect(contrast.purpose.http.mix).toEqual({ create: Number(http.create), read: Number(http.read), update: Number(http.update), delete: Number(http.delete), other: Number(http.other) });
  expect(contrast.purpose.kafka).toMatchObject({ activeTopics: 2, activeProducers: 2 });
  expect(contrast.purpose.kafka.burstiness).toBeCloseTo(Number(kafka.busiest) / (Number(kafka.n) / 20), 9);
  const { points, stepMs } = contrast.purpose.http.series;
  expect(points.reduce((sum, [, value]) => sum + value! * (stepMs / 1_000), 0)).toBeCloseTo(Number(http.n), 6);
});

test('rates are over the time that was observed, not over a window from before it', async () => {
  const wider = (await measure(from - 60 * MINUTE_MS, to)).body;
  expect(wider.observedFrom).toBe(from);
  expect(wider.purpose.http.perSecond).toBeCloseTo(contrast.purpose.http.perSecond, 9);
  expect(wider.purpose.kafka.burstiness).toBeCloseTo(contrast.purpose.kafka.burstiness!, 9);
});

test('interest and direction agree with the rows', async () => {
  const { rows: classes } = await client.query<{ class: string | null; n: string }>(`SELECT response_status_code / 100 AS class, count(*) AS n FROM http_exchange GROUP BY 1`);
  const { http, kafka } = contrast.interest;
  expect(http.classes).toEqual(Object.fromEntries(classes.filter((row) => row.class !== null).map((row) => [`${row.class}xx`, Number(row.n)])));
  expect(http.unanswered).toBe(Number(classes.find((row) => row.class === null)!.n));
  expect(http.timedOut).toBe(Number((await naive<{ n: string }>(`SELECT count(*) AS n ${EXCHANGES} AND error_type = 'upstream_timeout'`)).n));
  expect(kafka).toMatchObject({ offsetLag: 40, timeLagSeconds: 17.5, groupBehind: 'analytics', unread: 14, expiredUnread: 43 });
  const { direction } = contrast;
  expect(direction.http.pairs.reduce((sum, pair) => sum + pair.count, 0)).toBe(contrast.exchanges);
  expect(direction.http.pairs).toHaveLength(4);
  expect(direction.kafka.produces.reduce((sum, pair) => sum + pair.count, 0)).toBe(contrast.asking.kafka.accepted.quantiles!.count);
  expect(direction.kafka.consumes.map(({ from: topic, to: group }) => [topic, group])).toEqual(expect.arrayContaining([['orders', 'billing'], ['orders', 'analytics']]));
  expect(direction.kafka.bothWays).toEqual(['billing']);
});

test('how work is asked for names fan-out and the slowest group', () => {
  expect(contrast.asking.kafka.fanOut).toBeCloseTo((2 * 2_400) / 3_000, 9);
  expect(contrast.asking.kafka.slowestGroup!.consumerGroup).toBe('analytics');
  expect(contrast.asking.kafka.slowestGroup!.p95Ns).toBeGreaterThanOrEqual(contrast.asking.kafka.completed.quantiles!.p50Ns);
});

test('where data stays: request bodies while no database was observed, its own counters then; deleted topics no longer', async () => {
  const { http, kafka } = contrast.storage;
  const written = await naive<{ n: string }>(`SELECT sum(request_body_size) AS n ${EXCHANGES} AND request_method IN ('POST', 'PUT', 'PATCH', 'DELETE') AND response_status_code / 100 = 2`);
  expect(http).toMatchObject({ source: 'requests', rowsWritten: null, bytesWritten: Number(written.n), databaseBytes: null });
  expect(kafka).toMatchObject({ bytesRetained: 10_001, recordsRetained: 5_900, replayable: 5_900, horizonSeconds: 3_600 });
  for (const [minute, sizeBytes] of [[0, 500], [1, 900]] as const) {
    await addDatabaseMinute(server.app.get(Store).pool, { name: 'other', at: from + minute * MINUTE_MS, rowsWritten: 10, bytesWritten: 300, sizeBytes });
  }
  expect((await measure(from, to)).body.storage.http).toMatchObject({ source: 'database', rowsWritten: 20, bytesWritten: 600, databaseBytes: 900 });
});

test('the sentence is made of the figures, and each side says when it has none', async () => {
  const text = contrast.sentence.map((part) => part.text).join('');
  expect(text).toMatch(/^From .* REST callers waited .* \(p95\), and 87\.5 % had their answer\. Producers were free after .*, and groups were done .* after the record was made, because analytics is 17\.5 s behind\.$/);
  expect(contrast.absent).toEqual({ http: null, kafka: null });
  const before = (await measure(from - 40 * MINUTE_MS, from - 20 * MINUTE_MS)).body;
  expect(before).toMatchObject({ exchanges: 0, records: 0, asking: { http: { blocked: { quantiles: null, bars: [] } }, kafka: { fanOut: null, slowestGroup: null } }, interest: { kafka: { offsetLag: null } } });
  expect(before.absent.http).toMatch(/No REST exchange was recorded in this window, nor in the week before it/);
  expect(before.absent.kafka).toMatch(/No Kafka record/);
  expect(before.purpose.http.series.points.every(([, value]) => value === null)).toBe(true);
});

test.each<[number, number, RegExp]>([[from - 32 * 86_400_000, to, /31 days/], [to, from, /before/], [Date.now() + 60_000, Date.now() + 120_000, /future/]])('a window from %d to %d is refused', async (start, end, reason) => {
  const answer = await measure(start, end);
  expect(answer.status).toBe(400);
  expect(answer.body.detail).toMatch(reason);
});

test('an observed database is counted from its own statistics, by one server alone', async () => {
  const sampler = server.app.get(DatabaseSampler);
  const shop = new Client({ connectionString: server.config.observedDatabases[0]!.url });
  await shop.connect();
  await shop.query('CREATE TABLE goods (id int, name text)');
  await flushed(shop);
  await sampler.sample();
  await shop.query(`INSERT INTO goods SELECT n, repeat('x', 100) FROM generate_series(1, 5000) AS n`);
  await shop.query('DELETE FROM goods WHERE id <= 1000');
  await flushed(shop);
  await sampler.sample();
  await shop.end();
  const { rows: [sum] } = await client.query<{ rows: string; bytes: string }>(`SELECT sum(rows_written) AS rows, sum(bytes_written) AS bytes FROM database_minute WHERE name = 'shop'`);
  // Its catalog's own rows count too.
  expect(Number(sum!.rows)).toBeGreaterThanOrEqual(6_000);
  expect(Number(sum!.rows)).toBeLessThan(7_000);
  expect(Number(sum!.bytes)).toBeGreaterThan(500_000);
  expect(await new SamplerLock(server.config.databaseUrl).hold()).toBe(false);
});

/** Statistics reach others a second later by themselves. */
async function flushed(shop: Client): Promise<void> {
  await shop.query('SELECT pg_stat_force_next_flush()');
  await shop.query('SELECT 1');
}
