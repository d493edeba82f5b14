import { ageableTime } from '@contraflow/contract';
import { observe, packHistogram, type Histogram } from '@contraflow/measure';
import { BatchWriter, Partitions, readHistogram, type HttpRow, type KafkaRow, type SendRow } from '../src/index.js';
import { httpRow, kafkaRow, seeded, sendRow, START, TestSource, testStore, type TestStore } from './write-support.js';

const random = seeded(20_261_122);
const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T;
const whole = (below: number) => Math.floor(random() * below);

const randomHttp = (position: number): HttpRow =>
  httpRow(position, {
    startedAt: START - whole(200_000), durationNs: whole(5_000_000_000), exchangeKind: pick(['response', 'response', 'stream', 'tunnel']), requestMethod: pick(['GET', 'POST', 'PO\0ST']), route: pick(['/a', '/b/{id}', '/\ud800', '/\udc00']),
    service: pick(['shop', 'pay']), responseStatusCode: pick([200, 201, 404, 503, null]), errorType: pick([null, 'upstream_timeout', 'client_timeout', 'timeout', '503']),
    userAgent: pick(['mobile/4.2', 'web', '', '/x']), clientAddress: pick(['10.0.0.1', '10.0.0.2']), requestBodySize: whole(1_000), responseBodySize: pick([whole(100_000), 2 ** 53 - 1]),
  });
const randomKafka = (offset: number, partition: number): KafkaRow => {
  const observedAt = START - whole(200_000);
  return kafkaRow(offset, { partition, observedAt, timestamp: pick([observedAt - whole(60_000), observedAt + 5, observedAt + 60_000, -1, 1_700_000_000, 2n ** 62n]), live: pick([true, true, false]), tombstone: pick([true, false]), bodySize: whole(5_000) });
};
const randomSend = (position: number): SendRow =>
  sendRow(position, { sentAt: START - whole(200_000), durationNs: whole(50_000_000), errorType: pick([null, null, 'timeout']), offset: pick(['1', '2', null]), topic: pick(['orders', 'payments']) });

let store: TestStore;
const recorded: { http: HttpRow[]; kafka: KafkaRow[]; sends: SendRow[] } = { http: [], kafka: [], sends: [] };

beforeAll(async () => {
  store = await testStore();
  const partitions = new Partitions();
  // Two lanes at once over the same minutes and keys.
  await Promise.all(
    [0, 1].map(async (lane) => {
      const client = await store.connect();
      const writer = new BatchWriter(partitions);
      const capture = await TestSource.claim(client, `capture:c:${lane}`);
      const topic = await TestSource.claim(client, `kafka:c:t:${lane}`);
      for (let round = 0; round < 12; round++) {
        const http = Array.from({ length: whole(120) }, (_, i) => randomHttp(i));
        const sends = Array.from({ length: whole(60) }, (_, i) => randomSend(i));
        const kafka = Array.from({ length: whole(200) }, (_, i) => randomKafka(round * 1_000 + i, lane));
        await writer.write(client, [capture.batch({ http, sends }), topic.batch({ kafka })]);
        recorded.http.push(...http);
        recorded.kafka.push(...kafka);
        recorded.sends.push(...sends);
      }
    }),
  );
});
afterAll(() => store.end());

const asPacked = (values: number[]) => {
  const histogram: Histogram = new Map();
  for (const value of values) observe(histogram, value);
  return packHistogram(histogram);
};
const merged = async (column: string, table: string, where = 'true') => {
  const { rows } = await store.client.query<{ e: string }>(
    `SELECT ((e >> 40) << 40 | sum(e & 1099511627775)::bigint)::text AS e FROM ${table}, unnest(${column}) AS e WHERE ${where} GROUP BY e >> 40 ORDER BY e >> 40`,
  );
  return rows.map(({ e }) => BigInt(e));
};

test('the sums of http_minute are the counts of its rows, key by key', async () => {
  const difference = await store.client.query(`
    WITH counted AS (
      SELECT date_trunc('minute', started_at) AS minute, service, route, request_method, coalesce(response_status_code / 100, 0)::smallint AS status_class,
             count(*) AS exchanges, count(*) FILTER (WHERE error_type IN ('upstream_timeout', 'client_timeout', 'timeout')) AS timed_out,
             sum(request_body_size) AS request_bytes, sum(response_body_size) AS response_bytes, coalesce(sum(duration_ns) FILTER (WHERE exchange_kind = 'r'), 0) AS duration_sum_ns,
             count(*) FILTER (WHERE exchange_kind = 's') AS streams, count(*) FILTER (WHERE exchange_kind = 't') AS tunnels
      FROM http_exchange GROUP BY 1, 2, 3, 4, 5)
    SELECT * FROM counted FULL JOIN http_minute m USING (minute, service, route, request_method, status_class)
    WHERE (m.exchanges, m.timed_out, m.request_bytes, m.response_bytes, m.duration_sum_ns, m.streams, m.tunnels)
      IS DISTINCT FROM (counted.exchanges, counted.timed_out, counted.request_bytes, counted.response_bytes, counted.duration_sum_ns, counted.streams, counted.tunnels)`);
  expect(difference.rows).toEqual([]);
  expect(await store.one('SELECT sum(exchanges)::int AS n FROM http_minute')).toEqual({ n: recorded.http.length });
  expect(await merged('duration_histogram', 'http_minute')).toEqual(asPacked(recorded.http.filter((row) => row.exchange.exchangeKind === 'response').map((row) => row.exchange.durationNs)));
});

test('pairs are counted by the product that called, or the address where it names none', async () => {
  const { rows } = await store.client.query('SELECT caller, sum(exchanges)::int AS n FROM http_pair_minute GROUP BY 1 ORDER BY 1');
  const counts = new Map<string, number>();
  for (const { exchange } of recorded.http) {
    const caller = exchange.userAgent === 'mobile/4.2' ? 'mobile' : exchange.userAgent === 'web' ? 'web' : exchange.clientAddress;
    counts.set(caller, (counts.get(caller) ?? 0) + 1);
  }
  expect(new Map(rows.map(({ caller, n }) => [caller, n]))).toEqual(counts);
});

test('the sums of kafka_minute are the counts of its rows; only live records with a create time have a readable latency', async () => {
  const difference = await store.client.query(`
    WITH counted AS (
      SELECT date_trunc('minute', observed_at) AS minute, cluster_id, topic_id, partition, count(*) AS records,
             count(*) FILTER (WHERE tombstone) AS tombstones, sum(key_size + body_size) AS bytes
      FROM kafka_record GROUP BY 1, 2, 3, 4)
    SELECT * FROM counted FULL JOIN kafka_minute m USING (minute, cluster_id, topic_id, partition)
    WHERE (m.records, m.tombstones, m.bytes) IS DISTINCT FROM (counted.records, counted.tombstones, counted.bytes)`);
  expect(difference.rows).toEqual([]);
  expect(await store.one('SELECT sum(records)::int AS n FROM kafka_minute')).toEqual({ n: recorded.kafka.length });
  const measured = recorded.kafka.flatMap((row) => {
    const own = row.live ? ageableTime(row.timestamp, row.observedAt) : null;
    return own === null ? [] : [(row.observedAt - own) * 1e6];
  });
  expect(await merged('readable_histogram', 'kafka_minute')).toEqual(asPacked(measured));
});

test('the sums of send_minute are the counts of its rows; only acknowledged sends have an accepted latency', async () => {
  expect(await store.one('SELECT sum(sends)::int AS sends, sum(errors)::int AS errors FROM send_minute')).toEqual({
    sends: recorded.sends.length,
    errors: recorded.sends.filter(({ send }) => send.errorType !== null).length,
  });
  const acknowledged = recorded.sends.filter(({ send }) => send.errorType === null && send.offset !== null);
  expect(await merged('accepted_histogram', 'send_minute')).toEqual(asPacked(acknowledged.map(({ send }) => send.durationNs)));
});

test('quantiles are read from whole hours and the minutes around them, and hold every value once', async () => {
  const latencies = recorded.http.filter((row) => row.exchange.exchangeKind === 'response').map(({ exchange }) => ({ at: exchange.startedAt, ns: exchange.durationNs }));
  const hour = Math.floor(START / 3_600_000) * 3_600_000;
  const spans = [
    { from: hour - 90 * 60_000, to: hour + 150 * 60_000 },
    { from: hour, to: hour + 3_600_000 },
    { from: hour + 60_000, to: hour + 120_000 },
    { from: START - 2 * 60_000 - (START % 60_000), to: START - (START % 60_000) },
  ];
  for (const span of spans) {
    const histogram = await readHistogram(store.client, 'http_minute', { ...span, stepMs: 60_000 });
    expect(packHistogram(histogram)).toEqual(asPacked(latencies.filter(({ at }) => at >= span.from && at < span.to).map(({ ns }) => ns)));
  }
  for (const [table, column] of [['kafka_minute', 'readable_histogram'], ['send_minute', 'accepted_histogram'], ['http_minute', 'duration_histogram']]) {
    expect(await merged('histogram', 'latency_hour', `rollup = '${table}'`)).toEqual(await merged(column!, table!));
  }
});
