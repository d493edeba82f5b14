import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type RunningPostgres } from '../../../tools/embedded/postgres.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { ask, Sender, startRecorder, TOPIC_ID } from './recorder-support.js';

let folder: string;
let port: number;
let postgres: RunningPostgres;
const start = async () => void (postgres = await startPostgres({ dataDir: join(folder, 'data'), port }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contraflow-away-'));
  chmodSync(folder, 0o755);
  port = await freePort();
  await start();
});
afterEach(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('Postgres is killed and comes back while records arrive: nothing is lost, nothing is twice', async () => {
  const url = postgres.url;
  const running = await startRecorder(url, { RECORDER_QUEUE_BYTES: '1048576' });
  const senders = await Promise.all([0, 1, 2].map((p) => Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:${p}`)));
  const pending: Promise<unknown>[] = [];
  let sending = true;
  const sources = senders.map(async (sender, p) => {
    while (sending) {
      await running.recorder.room(50_000);
      pending.push(sender.send({ kafka: sender.records(p, 50) }, 50_000));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  });
  for (let round = 0; round < 2; round++) {
    const before = running.announced.length;
    await eventually(() => running.announced.length > before + 5);
    await postgres.kill();
    await eventually(() => running.stats.stats().stalled !== null);
    // The queue fills to its bound and no further than what was under way.
    await eventually(() => running.recorder.isFull());
    expect(running.stats.stats().queue.bytes).toBeLessThanOrEqual(1_048_576 + 3 * 50_000);
    expect(await eventually(() => running.board.get('recorder')?.state === 'down')).toBe(true);
    await start();
    await eventually(() => running.stats.stats().stalled === null);
  }
  sending = false;
  await Promise.all(sources);
  await Promise.all(pending);
  const sent = senders.reduce((sum, { position }) => sum + Number(position), 0);
  expect(await ask(url, 'SELECT count(*)::int AS rows, count(DISTINCT (partition, "offset"))::int AS single, (SELECT sum(records) FROM kafka_minute)::int AS counted FROM kafka_record')).toEqual({ rows: sent, single: sent, counted: sent });
  expect(running.stats.stats().totals.refused).toBe(0);
  await running.close();
});

test('claims and batches wait for a Postgres that is not there yet', async () => {
  const url = postgres.url;
  await postgres.stop();
  const running = await startRecorder(url);
  const controller = new AbortController();
  const given = running.recorder.claim({ source: 'capture:x:1', kind: 'capture', label: 'x', startAt: 0n }, controller.signal);
  controller.abort(new Error('given up'));
  await expect(given).rejects.toThrow('given up');
  const opening = Sender.open(running.recorder, `kafka:c:${TOPIC_ID}:0`);
  await start();
  const sender = await opening;
  await sender.send({ kafka: sender.records(0, 5) });
  expect(await ask(url, 'SELECT count(*)::int AS n FROM kafka_record')).toEqual({ n: 5 });
  await running.close();
});
