import kafkajs, { type CompressionTypes as Codec, type Message } from 'kafkajs';

// Node does not find this among the names of a CommonJS package.
const { CompressionTypes } = kafkajs;

/** Records that somebody could trip over. */
export interface PoisonCase {
  what: string;
  codec: Codec;
  messages: Message[];
  /** Stored byte-exact, or set aside with a reason. */
  becomes: 'stored' | 'set aside';
}

const MIB = 1024 * 1024;
const INVALID_UTF8 = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x80]);
const CODECS: [string, Codec][] = [
  ['none', CompressionTypes.None],
  ['gzip', CompressionTypes.GZIP],
  ['snappy', CompressionTypes.Snappy],
  ['lz4', CompressionTypes.LZ4],
  ['zstd', CompressionTypes.ZSTD],
];

function stored(what: string, ...messages: Message[]): PoisonCase {
  return { what, codec: CompressionTypes.None, messages, becomes: 'stored' };
}

/** Every case once; `random` decides what is in them. */
export function poisonCases(random: () => number): PoisonCase[] {
  const noise = (bytes: number) => Buffer.from(Uint8Array.from({ length: bytes }, () => random() * 256));
  return [
    stored('NUL bytes', { key: Buffer.from('\0key\0'), value: Buffer.from('\0\0value\0'), headers: { 'na\0me': Buffer.from('\0') } }),
    stored('invalid UTF-8', { key: INVALID_UTF8, value: Buffer.concat([Buffer.from('{"a":"'), INVALID_UTF8, Buffer.from('"}')]), headers: { h: INVALID_UTF8 } }),
    stored('NUL in JSON', { key: 'k', value: '{"a":"\\u0000","b\\u0000":"\\ud800"}', headers: { 'content-type': 'application/json' } }),
    stored('tombstones', { key: 'gone', value: null }, { key: null, value: null }),
    stored('empty keys and values', { key: '', value: '' }, { key: null, value: '' }, { key: Buffer.alloc(0), value: noise(10), headers: { '': '' } }),
    stored('a huge key', { key: noise(2 * MIB), value: 'small' }),
    stored('a huge value', { key: 'small', value: noise(3 * MIB) }),
    stored('a header of 1 MB', { key: 'k', value: 'v', headers: { big: noise(MIB) } }),
    stored('a thousand headers, some twice', { key: 'k', value: 'v', headers: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`h-${n}`, [`${n}`, noise(8)]])) }),
    stored('times that are none', { key: 'k', value: 'long ago', timestamp: '1' }, { key: 'k', value: 'zero', timestamp: '0' }),
    stored('something like a schema id', { key: 'k', value: Buffer.concat([Buffer.from([0, 0xff, 0xff, 0xff, 0xff]), noise(20)]) }),
    stored('a broken trace', { key: 'k', value: 'v', headers: { traceparent: INVALID_UTF8, tracestate: noise(600) } }),
    ...CODECS.map(([name, codec]): PoisonCase => ({
      what: `codec ${name}`, codec, becomes: 'stored',
      messages: Array.from({ length: 50 }, (_, n) => ({ key: noise(5), value: Buffer.concat([Buffer.from(`${n} `.repeat(50)), noise(20)]) })),
    })),
    { what: 'a batch that becomes 80 MiB', codec: CompressionTypes.GZIP, becomes: 'set aside', messages: [{ key: 'bomb', value: Buffer.alloc(80 * MIB) }] },
  ];
}
