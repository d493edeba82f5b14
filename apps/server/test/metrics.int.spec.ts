import { randomUUID } from 'node:crypto';
import type { ClaimAnswer } from '@contraflow/contract';
import { createTestApp, CAPTURE_KEY, type TestApp } from './support/test-app.js';

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp({ KAFKA_BROKERS: '' });
});
afterAll(() => server.close());

const headers = { authorization: `Bearer ${CAPTURE_KEY}` };
const metrics = async () => (await server.call<string>('GET', '/metrics', { headers })).body;

test('metrics say what waits in a spool, what it takes on disk and what it dropped', async () => {
  const claim = (await server.call<ClaimAnswer>('POST', '/api/capture/sources', { headers, body: { name: 'gateway', spoolId: randomUUID(), first: 0 } })).body;
  const query = new URLSearchParams({ source: claim.source, epoch: String(claim.epoch), first: '0', waiting: '7', spoolBytes: '4096' });
  const drop = { kind: 'drop', dropped: 12, since: Date.now(), until: Date.now(), reason: 'the spool was full' };
  const answer = await fetch(`${server.url}/api/capture/batches?${query}`, { method: 'POST', headers: { ...headers, 'content-type': 'application/x-ndjson' }, body: JSON.stringify(drop) });
  expect(answer.status).toBe(200);
  const text = await metrics();
  const label = `{source="gateway"}`;
  expect(text).not.toContain(claim.source);
  expect(text).toContain(`contraflow_capture_waiting_entries${label} 7\n`);
  expect(text).toContain(`contraflow_capture_spool_bytes${label} 4096\n`);
  expect(text).toContain(`contraflow_capture_dropped_flows${label} 12\n`);
  expect(text).toContain('contraflow_recorder_dropped_flows_total 12\n');
});

test('metrics say how the queue, the transactions and the commits of the recorder are', async () => {
  const text = await metrics();
  for (const name of ['queue_bytes', 'queue_rows', 'behind_seconds', 'stalled', 'retries_total', 'transaction_rows_bucket', 'transaction_seconds_bucket']) {
    expect(text).toContain(`\ncontraflow_recorder_${name}`);
  }
});

test('metrics say what the database takes, its bound, and what was dropped', async () => {
  const text = await metrics();
  expect(text).toContain('\ncontraflow_storage_limit_bytes 0\n');
  for (const name of ['bytes', 'dropped_partitions_total{reason="age"}', 'dropped_partitions_total{reason="room"}', 'dropped_rows_total']) {
    expect(text).toContain(`\ncontraflow_storage_${name} `);
  }
});
