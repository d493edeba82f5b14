import { fromBase64, hexDump, isReadable, utf8 } from './bytes.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('base64 gives back the bytes', () => expect([...fromBase64('AP9h')]).toEqual([0, 255, 97]));

test('bytes that are not UTF-8 are no text', () => expect(utf8(bytes(0xff, 0xfe))).toBeNull());

test('a character cut at the bound is left off, elsewhere it makes the text none', () => {
  expect(utf8(bytes(0x61, 0xe2, 0x82), true)).toBe('a');
  expect(utf8(bytes(0x61, 0xe2, 0x82))).toBeNull();
});

test('NUL is UTF-8 but nothing to read', () => {
  expect(isReadable(utf8(bytes(0x61, 0)) ?? '')).toBe(false);
  expect(isReadable('a\tb\r\nc')).toBe(true);
});

test('a hex dump has sixteen bytes a line and aligned columns', () => {
  const lines = hexDump(Uint8Array.from({ length: 18 }, (_, index) => index + 60));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toEqual({ at: '000000', hex: '3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b', text: '<=>?@ABCDEFGHIJK' });
  expect(lines[1]?.hex).toHaveLength(48);
  expect(lines[1]?.at).toBe('000010');
});
