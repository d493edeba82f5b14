import { eventFrame, sharedFrame } from './frame.js';

/** Reads an unmasked frame as RFC 6455 has it. */
function read(frame: Buffer): { first: number; text: string } {
  const short = frame.readUInt8(1);
  const [length, at] = short < 126 ? [short, 2] : short === 126 ? [frame.readUInt16BE(2), 4] : [Number(frame.readBigUInt64BE(2)), 10];
  expect(frame.length).toBe(at + length);
  return { first: frame.readUInt8(0), text: frame.toString('utf8', at) };
}

test.each([0, 20, 100, 125, 126, 60_000, 65_535, 65_536, 300_000])('a frame with %i more bytes says its length as RFC 6455 has it', (size) => {
  const text = 'ü'.repeat(size / 2);
  const { first, text: received } = read(Buffer.concat(sharedFrame('pulse', text)));
  expect(first).toBe(0x81);
  expect(received).toBe(`42${JSON.stringify(['pulse', text])}`);
});

test('the tail is shared, not copied', () => {
  const tail = Buffer.from('"x"]');
  expect(eventFrame('["flows",', tail)[1]).toBe(tail);
});
