import { BatchWriter, Partitions, withoutCulprits, writeBatches } from '../src/index.js';
import { commitRow, httpRow, kafkaRow, seeded, sendRow, START, TestSource, testStore, type TestStore } from './write-support.js';

let store: TestStore;
beforeAll(async () => void (store = await testStore()));
afterAll(() => store.end());

test('an exchange is stored as it is, NUL and lone surrogates in texts replaced', async () => {
  const source = await TestSource.claim(store.client, 'capture:text:1');
  const row = httpRow(0, {
    urlPath: '/a\0b', route: '/längere/straße/über/sechzig/zeichen/hinaus/und/noch/weiter/{id}', userAgent: 'x\ud800y', urlQuery: 'q=😀', startedAt: START + 0.25,
    requestHeaders: [['x-nul', 'a\0b'], ['x-twice', '1'], ['x-twice', '2']], requestBody: { base64: Buffer.from([0, 255, 254]).toString('base64'), truncated: true },
    responseStatusCode: null, errorType: 'upstream_timeout', traceId: null, spanId: null, timeToFirstByteNs: null, durationNs: Number.MAX_SAFE_INTEGER,
  });
  await writeBatches(store.client, [source.batch({ http: [row] })]);
  const stored = await store.one<Record<string, unknown>>("SELECT *, extract(epoch FROM started_at) * 1000 AS ms FROM http_exchange WHERE source = 'capture:text:1'");
  expect(stored).toMatchObject({
    id: row.exchange.id, url_path: '/a\ufffdb', route: row.exchange.route, user_agent: 'x\ufffdy', url_query: 'q=😀', duration_ns: String(Number.MAX_SAFE_INTEGER),
    response_status_code: null, error_type: 'upstream_timeout', trace_id: null, span_id: null, time_to_first_byte_ns: null, request_body: Buffer.from([0, 255, 254]),
    request_body_truncated: true, response_body: Buffer.from('{"a":1}'), response_body_truncated: false, server_port: 80, position: '0',
  });
  expect(JSON.parse(String(stored.request_headers))).toEqual(row.exchange.requestHeaders);
  expect(Number(stored.ms)).toBeCloseTo(START + 0.25, 3);
});

test('a record is stored byte-exact: NUL, invalid UTF-8, absent and huge values, negative timestamps', async () => {
  const source = await TestSource.claim(store.client, 'kafka:x:y:0');
  const huge = Buffer.alloc(700_000, 'é\0');
  const invalid = Buffer.from([0xc3, 0x28, 0, 0xff]);
  const rows = [
    kafkaRow(0, { key: invalid, value: huge, bodySize: 2_000_000, valueTruncated: true, headers: [['h', invalid], ['h', null], ['', Buffer.alloc(0)]] }),
    kafkaRow(1, { key: null, keySize: 0, value: null, bodySize: 0, tombstone: true, timestamp: -1, offset: 9_007_199_254_740_993n }),
    kafkaRow(2, { key: Buffer.alloc(0), value: Buffer.alloc(300_000, 1), schemaId: 2 ** 31 - 1, traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }),
  ];
  await writeBatches(store.client, [source.batch({ kafka: rows })]);
  const { rows: stored } = await store.client.query('SELECT * FROM kafka_record WHERE topic_id = $1 ORDER BY observed_at', [rows[0]!.topicId]);
  expect(stored[0].key).toEqual(invalid);
  expect(stored[0].value.equals(huge)).toBe(true);
  expect(JSON.parse(String(stored[0].headers))).toEqual([['h', invalid.toString('base64')], ['h', null], ['', '']]);
  expect(stored[1]).toMatchObject({ key: null, value: null, tombstone: true, timestamp_ms: '-1', offset: '9007199254740993' });
  expect(stored[2]).toMatchObject({ key: Buffer.alloc(0), schema_id: 2 ** 31 - 1, trace_id: '0af76519-16cd-43dd-8448-eb211c80319c', span_id: Buffer.from('b7ad6b7169203331', 'hex') });
  expect(stored[2].value.equals(Buffer.alloc(300_000, 1))).toBe(true);
});

test('sends, commits, drops and what was set aside are stored with their batch', async () => {
  const source = await TestSource.claim(store.client, 'capture:mixed:1');
  const [recorded] = await writeBatches(store.client, [
    source.batch({
      sends: [sendRow(0, { partition: null, offset: null, errorType: 'NOT_LEADER' })],
      commits: [commitRow(10, START)],
      drops: [{ position: 1n, dropped: 5, since: START, until: START + 1_000, reason: 'the spool was full\0' }],
      setAside: [{ position: 2n, reason: 'not JSON', payload: Buffer.alloc(100_000, 'x') }],
    }),
  ]);
  expect(await store.one('SELECT * FROM producer_send')).toMatchObject({ partition: null, offset: null, error_type: 'NOT_LEADER', recorded_at: new Date(recorded!.recordedAt) });
  expect(await store.one('SELECT * FROM group_commit')).toMatchObject({ consumer_group: 'billing', committed_offset: '10', exact: true });
  expect(await store.one('SELECT * FROM group_progress')).toMatchObject({ committed_offset: '10', measured_offset: '10', committed_at: new Date(START) });
  expect(await store.one('SELECT * FROM source_drop')).toMatchObject({ source: 'capture:mixed:1', dropped: '5', reason: 'the spool was full\ufffd' });
  expect(await store.one('SELECT length(payload) AS kept, reason FROM set_aside')).toEqual({ kept: 65_536, reason: 'not JSON' });
});

test('rows with an impossible time are set aside with the reason, and the rest is stored', async () => {
  const source = await TestSource.claim(store.client, 'capture:time:1');
  const year = 365 * 86_400_000;
  const rows = [httpRow(0), httpRow(1, { startedAt: START + year }), httpRow(2, { startedAt: 0 }), httpRow(3)];
  const [recorded] = await writeBatches(store.client, [source.batch({ http: rows, commits: [commitRow(1, 8.64e15)] })]);
  expect(recorded!.rows.http).toEqual([rows[0], rows[3]]);
  expect(recorded!.rows.setAside.map(({ position, reason }) => [position, reason])).toEqual([
    [1n, expect.stringContaining('more than a day ahead')],
    [2n, expect.stringContaining('more than 30 days ago')],
    [0n, expect.stringContaining('more than a day ahead')],
  ]);
  const kept = await store.one<{ payload: Buffer }>("SELECT payload FROM set_aside WHERE source = 'capture:time:1' AND position = 2");
  expect(JSON.parse(String(kept.payload))).toMatchObject({ position: '2', exchange: { urlPath: '/orders/2' } });
  expect(await store.one("SELECT count(*)::int AS n FROM http_exchange WHERE source = 'capture:time:1'")).toEqual({ n: 2 });
});

test('a group whose last commit is months old has its progress, without a row for that day', async () => {
  const source = await TestSource.claim(store.client, 'commits:old:1');
  const commit = commitRow(77, START - 200 * 86_400_000, { consumerGroup: 'idle' });
  const [recorded] = await writeBatches(store.client, [source.batch({ commits: [commit] })]);
  expect(recorded!.rows.setAside).toEqual([]);
  expect(await store.one("SELECT committed_offset::int FROM group_progress WHERE consumer_group = 'idle'")).toEqual({ committed_offset: 77 });
  expect(await store.one("SELECT count(*)::int AS n FROM group_commit WHERE consumer_group = 'idle'")).toEqual({ n: 0 });
});

test('rows of any size go through whole, wherever a chunk ends', async () => {
  const source = await TestSource.claim(store.client, 'kafka:sizes:1:0');
  const random = seeded(7);
  const rows = Array.from({ length: 1_500 }, (_, i) => {
    const value = Buffer.alloc(Math.floor(random() * 1_200), i);
    return kafkaRow(i, { partition: 77, value, bodySize: value.length, topic: 't'.repeat(1 + (i % 200)), headers: [['n', Buffer.from(String(i))]] });
  });
  await writeBatches(store.client, [source.batch({ kafka: rows })]);
  const { rows: stored } = await store.client.query('SELECT "offset", value, topic, headers FROM kafka_record WHERE partition = 77 ORDER BY 1');
  expect(stored).toHaveLength(rows.length);
  for (const [i, row] of rows.entries()) {
    expect(stored[i].value.equals(row.value)).toBe(true);
    expect([stored[i].topic, String(stored[i].headers)]).toEqual([row.topic, JSON.stringify([['n', Buffer.from(String(i)).toString('base64')]])]);
  }
});

test('partitions appear by themselves, once, when two servers need them at the same time', async () => {
  const yesterday = START - 3 * 86_400_000;
  const sources = [await TestSource.claim(store.client, 'kafka:p:1:0'), await TestSource.claim(store.client, 'kafka:p:1:1')];
  const clients = [await store.connect(), await store.connect()];
  await Promise.all(sources.map((source, i) => new BatchWriter(new Partitions()).write(clients[i]!, [source.batch({ kafka: [kafkaRow(i, { observedAt: yesterday })] })])));
  const name = `kafka_record_${new Date(yesterday).toISOString().slice(0, 10).replaceAll('-', '')}`;
  expect(await store.one(`SELECT count(*)::int AS n FROM ${name}`)).toEqual({ n: 2 });
  await new Partitions().ensureAhead(store.client, Date.now());
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const made = await store.one(`SELECT count(*)::int AS n FROM pg_inherits WHERE inhrelid::regclass::text LIKE '%_${tomorrow}'`);
  expect(made).toEqual({ n: 4 });
});

test('a row that cannot be stored is found and set aside, and the others are stored', async () => {
  const source = await TestSource.claim(store.client, 'kafka:poison:1:0');
  const writer = new BatchWriter();
  const rows = Array.from({ length: 40 }, (_, i) => kafkaRow(i));
  rows[17] = kafkaRow(17, { partition: 2 ** 40 });
  // Its length passes our encoder, but not the index of Postgres.
  const commits = [commitRow(3, START), commitRow(4, START, { consumerGroup: randomText(9_000) })];
  const batch = source.batch({ kafka: rows, commits });
  await expect(writer.write(store.client, [batch])).rejects.toThrow('1099511627776 is not a 32-bit number');
  const cleaned = await withoutCulprits(store.client, writer, batch);
  await writer.write(store.client, [cleaned]);
  const aside = await store.client.query("SELECT position::int, reason FROM set_aside WHERE source = 'kafka:poison:1:0' ORDER BY 1");
  expect(aside.rows).toEqual([
    { position: 0, reason: expect.stringMatching(/index row/) },
    { position: 17, reason: expect.stringContaining('not a 32-bit number') },
  ]);
  expect(cleaned.rows.kafka).toHaveLength(39);
});

/** Text that does not compress. */
function randomText(length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(33 + Math.floor(Math.random() * 90));
  return text;
}
