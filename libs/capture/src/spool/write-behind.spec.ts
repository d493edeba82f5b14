import { WriteBehind } from './write-behind.js';

/** A disk that refuses as often as it is told to. */
function disk(refusals: number) {
  const written: string[] = [];
  const told: string[] = [];
  const log = {
    bytesAtOnce: 1_000,
    async append(frames: readonly Buffer[]) {
      if (refusals-- > 0) throw new Error('ENOSPC: no space left on device');
      written.push(...Buffer.concat(frames).toString('latin1').match(/line \d+/g)!);
    },
  };
  const events = {
    onWritten: () => undefined,
    onProblem: (problem: string | null) => void told.push(problem ?? 'well again'),
    onGivenUp: (count: number, problem: string) => void told.push(`gave up ${count}: ${problem}`),
  };
  return { written, told, writer: new WriteBehind(log, 1, events, 1) };
}

test('keeps what a full disk does not take, in order, until it does', async () => {
  const { written, told, writer } = disk(3);
  for (let i = 0; i < 5; i += 1) writer.push(Buffer.from(`line ${i}`));
  await new Promise((done) => setTimeout(done, 5));
  for (let i = 5; i < 8; i += 1) writer.push(Buffer.from(`line ${i}`));
  expect(writer.bytes).toBeGreaterThan(0);
  await writer.flush();
  expect(written).toEqual(Array.from({ length: 8 }, (_, i) => `line ${i}`));
  expect(told).toEqual(['the spool could not be written: ENOSPC: no space left on device', 'well again']);
  expect([writer.bytes, writer.count]).toEqual([0, 0]);
});

test('counts what it has to give up at the end', async () => {
  const { written, told, writer } = disk(Infinity);
  for (let i = 0; i < 5; i += 1) writer.push(Buffer.from(`line ${i}`));
  await writer.close();
  expect(written).toEqual([]);
  expect(told.at(-1)).toMatch(/^gave up 5: .*ENOSPC/);
});

test('writes what waits in as few pieces as the log takes, so that a busy event loop costs a few turns only', async () => {
  const sizes: number[] = [];
  const log = {
    bytesAtOnce: 1_200_000,
    async append(frames: readonly Buffer[]) {
      sizes.push(frames.reduce((sum, frame) => sum + frame.length, 0));
    },
  };
  const writer = new WriteBehind(log, 1, { onWritten: () => undefined, onProblem: () => undefined, onGivenUp: () => undefined });
  for (let i = 0; i < 3_000; i += 1) writer.push(Buffer.alloc(1_000));
  await writer.flush();
  expect(sizes.length).toBeLessThanOrEqual(4);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(log.bytesAtOnce);
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThanOrEqual(3_000_000);
});
