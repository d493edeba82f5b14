import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { CaptureEntry } from '@contraflow/contract';
import { entriesOf } from '../entry/entry-sequence.js';
import type { SpoolPart } from './segment-log.js';
import { Spool, type SpoolOptions } from './spool.js';

const LIMITS = { entries: 1_000, bytes: 1024 * 1024 };
let folder: string;
const opened: Spool[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
  await rm(folder, { recursive: true, force: true });
});

async function openSpool(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await Spool.open({ folder, ...options });
  opened.push(spool);
  return spool;
}

async function closeSpool(spool: Spool): Promise<void> {
  opened.splice(opened.indexOf(spool), 1);
  await spool.close();
}

/** An entry that is told by its number; `padding` makes it longer. */
const entry = (number: number, padding = 0): CaptureEntry => ({
  kind: 'send', topic: `t${number}`, partition: 0, offset: String(number), sentAt: 1, durationNs: 1, errorType: null, traceId: null, spanId: null, service: 'x'.repeat(1 + padding),
});

async function readAll(spool: Spool, from = 0): Promise<{ position: number; entry: CaptureEntry }[]> {
  const found: { position: number; entry: CaptureEntry }[] = [];
  for (let position = from; ; ) {
    const part = await spool.read(position, LIMITS);
    if (!part) return found;
    const entries = [...entriesOf(part.body)];
    expect(entries).toHaveLength(part.count);
    entries.forEach((bytes, index) => found.push({ position: part.first + index, entry: JSON.parse(bytes.toString()) as CaptureEntry }));
    position = part.first + part.count;
  }
}

const offsets = (found: { entry: CaptureEntry }[]) => found.flatMap((one) => (one.entry.kind === 'send' ? [Number(one.entry.offset)] : []));
const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const segments = async () => (await readdir(folder)).filter((name) => name.endsWith('.entries')).sort();

test('what was written is there after the next open, at the same positions', async () => {
  const first = await openSpool();
  for (const number of range(10)) first.append(entry(number));
  await closeSpool(first);
  const second = await openSpool();
  expect(second.spoolId).toBe(first.spoolId);
  second.append(entry(10));
  await second.flush();
  const found = await readAll(second);
  expect(offsets(found)).toEqual(range(11));
  expect(found.map(({ position }) => position)).toEqual(range(11));
});

test('a last frame that was torn anywhere is cut off, and writing goes on behind the whole ones', async () => {
  const spool = await openSpool();
  for (const number of range(3)) {
    spool.append(entry(number));
    await spool.flush();
  }
  await closeSpool(spool);
  const path = join(folder, (await segments())[0] as string);
  const whole = await readFile(path);
  const frame = whole.length / 3;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: frame - 1 }), async (cut) => {
      await writeFile(path, whole.subarray(0, whole.length - cut));
      const again = await openSpool();
      again.append(entry(7));
      await again.flush();
      expect(offsets(await readAll(again))).toEqual([0, 1, 7]);
      await closeSpool(again);
    }),
    { numRuns: 20 },
  );
});

test('garbage behind the last frame is cut off', async () => {
  const spool = await openSpool();
  spool.append(entry(0));
  await closeSpool(spool);
  await appendFile(join(folder, (await segments())[0] as string), Buffer.from([9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]));
  const again = await openSpool();
  again.append(entry(1));
  await again.flush();
  expect(offsets(await readAll(again))).toEqual([0, 1]);
});

test('a segment that went bad in the middle is left out, and the reader is told by the position', async () => {
  const spool = await openSpool({ maxBytes: 1024 * 1024 });
  for (const number of range(3_000)) {
    spool.append(entry(number));
    if (number % 500 === 499) await spool.flush();
  }
  await spool.flush();
  const [bad, next] = await segments();
  const file = await open(join(folder, bad as string), 'r+');
  await file.write(Buffer.from('XXXX'), 0, 4, 1_000);
  await file.close();
  const found = await readAll(spool);
  const there = new Set(offsets(found));
  const lost = range(3_000).filter((number) => !there.has(number));
  expect(lost.at(-1)).toBe(Number((next as string).slice(0, 20)) - 1);
  expect(lost).toHaveLength((lost.at(-1) as number) - (lost[0] as number) + 1);
  expect(found.every((one) => one.position === Number((one.entry as { offset: string }).offset))).toBe(true);
});

test.each([['together', 50], ['one by one', 1], ['by threes', 3]])('reads from any position, within its limits, what was written %s', async (_, together) => {
  const spool = await openSpool();
  for (const number of range(50)) {
    spool.append(entry(number));
    if (number % together === together - 1) await spool.flush();
  }
  await spool.flush();
  expect(await spool.read(20, { entries: 5, bytes: 1_000_000 })).toMatchObject({ first: 20, count: 5 });
  expect(await spool.read(3, { entries: 5, bytes: 1 })).toMatchObject({ first: 3, count: 1 });
  expect(offsets(await readAll(spool, 40))).toEqual(range(10, 40));
  expect(await spool.read(7, { entries: 5, bytes: 1_000_000 })).toMatchObject({ first: 7, count: 5 });
  expect(offsets(await readAll(spool, 11))).toEqual(range(39, 11));
  expect(await spool.read(50, LIMITS)).toBeNull();
});

test('what was read stays as it is until it is given back, and what comes then is right', async () => {
  const spool = await openSpool();
  for (const number of range(60)) spool.append(entry(number, 50_000));
  await spool.flush();
  const read = async (position: number) => {
    const part = await spool.read(position, { entries: 10, bytes: 1024 * 1024 });
    return part as NonNullable<typeof part>;
  };
  const numbers = (part: SpoolPart) => [...entriesOf(part.body)].map((bytes) => Number((JSON.parse(bytes.toString()) as { offset: string }).offset));
  const [first, second] = [await read(0), await read(10)];
  expect([numbers(first), numbers(second)]).toEqual([range(10), range(10, 10)]);
  first.recycle();
  const third = await read(20);
  expect([numbers(second), numbers(third)]).toEqual([range(10, 10), range(10, 20)]);
  second.recycle();
  third.recycle();
  for (const position of [30, 40, 50]) {
    const part = await read(position);
    expect(numbers(part)).toEqual(range(10, position));
    part.recycle();
  }
});

test('entries much longer than those before are read all the same', async () => {
  const spool = await openSpool();
  for (const number of range(20)) spool.append(entry(number));
  for (const number of range(10, 20)) spool.append(entry(number, 900_000));
  await spool.flush();
  expect(offsets(await readAll(spool))).toEqual(range(30));
  expect(await spool.read(0, { entries: 20, bytes: 8 * 1024 * 1024 })).toMatchObject({ count: 20 });
  expect((await spool.read(20, { entries: 1, bytes: 8 * 1024 * 1024 }))?.count).toBe(1);
});

test('released segments are deleted, and reading begins behind them', async () => {
  const spool = await openSpool({ maxBytes: 1024 * 1024 });
  for (const number of range(5_000)) {
    spool.append(entry(number));
    if (number % 500 === 499) await spool.flush();
  }
  await spool.flush();
  const before = await segments();
  expect(before.length).toBeGreaterThan(3);
  await spool.release(4_000);
  const first = Number((await segments())[0]?.slice(0, 20));
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(4_000);
  expect((await readAll(spool))[0]?.position).toBe(first);
  expect(spool.stats().first).toBe(first);
});

test('beyond its bound entries are dropped and counted, and said so in the log once there is room', async () => {
  const spool = await openSpool({ maxBytes: 256 * 1024, bufferBytes: 1024 * 1024 });
  const kept = range(400).filter((number) => spool.append(entry(number, 1_000)));
  expect(kept.length).toBeGreaterThan(200);
  expect(kept.length).toBeLessThan(260);
  expect(spool.stats().dropped).toBe(400 - kept.length);
  await spool.flush();
  expect(spool.stats().bytesOnDisk).toBeLessThanOrEqual(256 * 1024);
  await spool.release(kept.length);
  spool.append(entry(999));
  await spool.flush();
  const drops = (await readAll(spool)).filter(({ entry: one }) => one.kind === 'drop');
  expect(drops).toHaveLength(1);
  expect(drops[0]?.entry).toMatchObject({ dropped: 400 - kept.length, reason: expect.stringContaining('full') as string });
});

test('where the bound was made smaller than what lies there, there is room again once that is released', async () => {
  const before = await openSpool();
  for (let number = 0; number < 40; number += 1) before.append(entry(number, 50_000));
  await closeSpool(before);
  const spool = await openSpool({ maxBytes: 1024 * 1024 });
  expect(spool.append(entry(40))).toBe(false);
  await spool.release(40);
  expect(spool.append(entry(41))).toBe(true);
});

test('what was dropped is still known after a restart', async () => {
  const spool = await openSpool({ maxBytes: 64 * 1024 });
  const dropped = range(100).filter((number) => !spool.append(entry(number, 1_000))).length;
  await closeSpool(spool);
  const again = await openSpool({ maxBytes: 1024 * 1024 });
  await again.flush();
  expect((await readAll(again)).at(-1)?.entry).toMatchObject({ kind: 'drop', dropped });
});

test('an entry that no batch could carry loses its bodies first; without any it is dropped', async () => {
  const spool = await openSpool();
  const huge = { base64: 'A'.repeat(2_000_000), truncated: true };
  const exchange = { kind: 'http', requestBody: huge, responseBody: null } as unknown as CaptureEntry;
  expect(spool.append(exchange)).toBe(true);
  expect(spool.append(entry(1, 2_000_000))).toBe(false);
  await spool.flush();
  expect((await readAll(spool))[0]?.entry).toEqual({ kind: 'http', requestBody: null, responseBody: null });
});

test('a folder has one user at a time, and a dead one does not count', async () => {
  const spool = await openSpool();
  await expect(Spool.open({ folder })).rejects.toThrow(`in use by process ${process.pid}`);
  await closeSpool(spool);
  await writeFile(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
  await openSpool();
});

test('a folder that cannot be used: the message says what to do', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(Spool.open({ folder: join(file, 'spool') })).rejects.toThrow(/cannot be used \(ENOTDIR[^]*SPOOL_DIR/);
});

test('a folder that was emptied is another log', async () => {
  const spool = await openSpool();
  await closeSpool(spool);
  await rm(folder, { recursive: true });
  expect((await openSpool()).spoolId).not.toBe(spool.spoolId);
});

test('an empty file as last segment is a log that goes on there', async () => {
  const spool = await openSpool();
  spool.append(entry(0));
  await closeSpool(spool);
  await truncate(join(folder, (await segments())[0] as string), 0);
  const again = await openSpool();
  expect(again.stats().next).toBe(0);
  expect((await stat(join(folder, 'spool.json'))).size).toBeGreaterThan(0);
});

test('the folder and every file of a spool are readable by their owner only', async () => {
  const own = join(folder, 'own');
  await openSpool({ folder: own });
  const names = await readdir(own);
  expect(names).toEqual(expect.arrayContaining(['lock', 'spool.json']));
  expect((await stat(own)).mode & 0o777).toBe(0o700);
  for (const name of names) expect({ name, mode: (await stat(join(own, name))).mode & 0o777 }).toEqual({ name, mode: 0o600 });
});
