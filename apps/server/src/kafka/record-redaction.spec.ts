import { recordRedactor } from './record-redaction.js';
import { RecordRows } from './record-rows.js';

const redactor = recordRedactor(['customer.email']);
const framed = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), bytes]);
const value = (text: string | Buffer, headers: [string, Buffer | null][] = [], isFramed = false, truncated = false) =>
  redactor.value(Buffer.from(text as string), headers, truncated, isFramed).toString();

test.each([
  ['JSON', '{"password":"S3C","n":1}', '{"password":"[redacted]","n":1}'],
  ['a configured field', '{"customer":{"email":"a@b"},"email":"c@d"}', '{"customer":{"email":"[redacted]"},"email":"c@d"}'],
  ['names and values', '[{"name":"DB_PASSWORD","value":"S3C"}]', '[{"name":"DB_PASSWORD","value":"[redacted]"}]'],
  ['XML', '<a><token>S3C</token></a>', '<a><token>[redacted]</token></a>'],
  ['text', 'login ann token=S3C', 'login ann token=[redacted]'],
  ['an address', 'https://x.example/?sig=S3C&n=1', 'https://x.example/?sig=[redacted]&n=1'],
  ['what is harmless', '{"id":17,"state":"open"}', '{"id":17,"state":"open"}'],
])('redacts a value: %s', (_, text, expected) => expect(value(text)).toBe(expected));

test('a value is what its content type says', () => {
  expect(value('user,password\nann,S3C\n', [['Content-Type', Buffer.from('text/csv; charset=utf-8')]])).toBe('user,password\nann,[redacted]\n');
  expect(value('a=1&c%6fde=S3C', [['content-type', Buffer.from('application/x-www-form-urlencoded')]])).toBe('a=1&c%6fde=[redacted]');
});

test('JSON behind a schema id is redacted, bytes that are no text stay as they are', () => {
  expect(redactor.value(framed(Buffer.from('{"pin":1234,"a":1}')), [], false, true)).toEqual(framed(Buffer.from('{"pin":"[redacted]","a":1}')));
  const avro = framed(Buffer.from([0x02, 0x10, 0x70, 0x61, 0x73, 0x73, 0x77, 0x6f, 0x72, 0x64, 0x3d, 0x41]));
  expect(redactor.value(avro, [], false, true)).toBe(avro);
});

test('what was cut shows nothing either', () => {
  expect(value('{"a":"x","token":"S3C', [], false, true)).toBe('{"a":"x","token":"[redacted]"');
  expect(value('[{"value":"S3C', [], false, true)).not.toContain('S3C');
});

test('keys and headers are redacted by the same rules', () => {
  expect(redactor.key(Buffer.from('{"session":"S3C","id":1}'), false).toString()).toBe('{"session":"[redacted]","id":1}');
  expect(redactor.key(Buffer.from('o-88213'), false).toString()).toBe('o-88213');
  const headers: [string, Buffer | null][] = [['Authorization', Buffer.from('Bearer S3C')], ['x-hub-signature-256', Buffer.from('S3C')], ['source', Buffer.from('https://ann:S3C@x.example/')], ['api_key', null], ['n', Buffer.from('1')]];
  expect(headers.map(redactor.header).map(([name, bytes]) => [name, bytes?.toString() ?? null])).toEqual([
    ['Authorization', '[redacted]'],
    ['x-hub-signature-256', '[redacted]'],
    ['source', 'https://[redacted]@x.example/'],
    ['api_key', null],
    ['n', '1'],
  ]);
});

type Added = { key: Buffer; value: Buffer; headers: [string, Buffer][]; bodySize: number };
const add = (rows: RecordRows): Added => {
  const kafka: Added[] = [];
  const cursor = { clusterId: 'c', topic: { id: 't', name: 'orders' }, partition: 0, liveFrom: 0n, seenAt: 0 };
  const record = { offset: 1n, timestamp: 1, key: Buffer.from('token=S3C'), value: Buffer.from('{"password":"S3C"}'), headers: [['cookie', Buffer.from('S3C')]] };
  rows.add({ kafka } as never, cursor as never, record as never, 1, true);
  return kafka[0] as Added;
};

test('off, everything is kept byte for byte; on, or with a field named, nothing secret is', () => {
  const exact = add(new RecordRows(100, []));
  expect([exact.key, exact.value, exact.headers[0]?.[1]].map(String)).toEqual(['token=S3C', '{"password":"S3C"}', 'S3C']);
  for (const rows of [new RecordRows(100, [], true), new RecordRows(100, ['x'])]) {
    const { key, value: stored, headers, bodySize } = add(rows);
    expect([key, stored, headers[0]?.[1]].map(String)).toEqual(['token=[redacted]', '{"password":"[redacted]"}', '[redacted]']);
    expect(bodySize).toBe(18);
  }
});
