import fc from 'fast-check';
import { EntryEncoder, type SpoolEntry } from '@contraflow/capture';
import { CaptureEntry, ENTRIES_TYPE, HttpExchange } from '@contraflow/contract';
import { anyExchange } from '../../../../tools/testing/any-exchange.ts';
import { parseBatch } from './parse-batch.js';

const NOW = 1_795_000_000_000;
const encoder = new EntryEncoder();
const send = { kind: 'send', topic: 'orders', partition: 0, offset: '7', sentAt: NOW, durationNs: 1, errorType: null, traceId: null, spanId: null, service: 'shop' } satisfies SpoolEntry;
const drop = { kind: 'drop', dropped: 3, since: NOW, until: NOW, reason: 'full' } satisfies SpoolEntry;

function sequence(entries: SpoolEntry[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => {
    const bytes = Buffer.from(encoder.encode(entry) as Uint8Array);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  }));
}
const batches = fc.array(fc.oneof({ weight: 5, arbitrary: anyExchange(NOW) }, { weight: 1, arbitrary: fc.constantFrom(send, drop) }), { maxLength: 5 });
const parse = (bytes: Buffer) => parseBatch({ type: ENTRIES_TYPE, bytes }, 40, NOW);

test('each entry becomes a row that says what it said, or is set aside', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (entries) => {
      const { rows, count } = await parse(sequence(entries));
      expect(count).toBe(entries.length);
      const aside = new Set(rows.setAside.map(({ position }) => Number(position)));
      const expected = entries.flatMap((entry, at) => (entry.kind === 'http' && !aside.has(40 + at) ? [{ position: BigInt(40 + at), exchange: entry }] : []));
      expect(rows.http.map(({ position, exchange }) => ({ position, exchange: JSON.parse(JSON.stringify(exchange)) as HttpExchange }))).toEqual(expected);
      expect(rows.setAside.every(({ reason }) => reason.includes('NUL'))).toBe(true);
    }),
  );
});

test('a batch that was changed or cut anywhere is taken all the same, and every row in it is one that the schema takes', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.option(fc.nat()), async (entries, flips, cut) => {
      const whole = sequence(entries);
      for (const [at, to] of flips) if (whole.length > 0) whole[at % whole.length] = to;
      const { rows, count } = await parse(cut === null ? whole : whole.subarray(0, cut % (whole.length + 1)));
      const { http, sends, drops, setAside } = rows;
      expect(http.length + sends.length + drops.length + setAside.length).toBe(count);
      for (const { exchange } of http) expect(HttpExchange.safeParse(JSON.parse(JSON.stringify(exchange)))).toMatchObject({ success: true });
      for (const { send: one } of sends) expect(CaptureEntry.safeParse({ kind: 'send', ...one })).toMatchObject({ success: true });
    }),
    { numRuns: 1_000 },
  );
});

test('a length that goes beyond the end, whatever it says, is one entry that was cut', async () => {
  for (const length of [2, 2 ** 31, 2 ** 32 - 1]) {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt32LE(length);
    const { rows, count } = await parse(bytes);
    expect(count).toBe(1);
    expect(rows.setAside).toMatchObject([{ position: 40n, reason: `The entry is cut: 1 of its ${length} bytes came.` }]);
  }
});
