import fc from 'fast-check';
import { WebSocketFrames } from './web-socket-frames.js';

/** A frame as RFC 6455 (5.2) has it. */
function frame(opcode: number, payload: Buffer, mask?: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : length < 65_536 ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 255]) : Buffer.concat([Buffer.from([0x80 | opcode, 127]), big(length)]);
  if (!mask) return Buffer.concat([head, payload]);
  head[1] = (head[1] as number) | 0x80;
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] as number))]);
}
const big = (length: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
};
const payloads = fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(126, 65_535, 65_536).map((length) => new Uint8Array(length).fill(0x88))), { maxLength: 4 });

test.each([[1000, 'bye'], [1001, ''], [4321, 'x'.repeat(120)], [1005, null]])('finds a Close frame with %s behind any frames, masked or not, cut anywhere', (code, reason) => {
  const payload = reason === null ? Buffer.alloc(0) : Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);
  fc.assert(
    fc.property(payloads, fc.boolean(), fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 9_000 }), (before, masked, key, size) => {
      const mask = masked ? Buffer.from(key) : undefined;
      const bytes = Buffer.concat([...before.map((part, i) => frame(i % 3, Buffer.from(part), mask)), frame(8, payload, mask), Buffer.from([0x88, 0x02, 9, 9])]);
      const frames = new WebSocketFrames();
      for (let at = 0; at < bytes.length; at += size) frames.push(bytes.subarray(at, at + size));
      expect(frames.closeCode).toBe(code);
    }),
    { numRuns: 60 },
  );
});

test('there is no code without a Close frame', () => {
  const frames = new WebSocketFrames();
  frames.push(Buffer.concat([frame(1, Buffer.from([0x88, 0x02, 3, 232])), frame(9, Buffer.alloc(5)), Buffer.from([0x81])]));
  expect(frames.closeCode).toBeNull();
});
