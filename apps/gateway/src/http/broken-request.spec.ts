import { readBrokenRequest } from './broken-request.js';

const read = (text: string, mistakeAt = text.length) => readBrokenRequest(Buffer.from(text, 'latin1'), mistakeAt);

test.each([
  ['an unknown method', 'FOO /a?b=1 HTTP/1.1\r\nHost: h\r\n\r\n', 'FOO', '/a?b=1'],
  ['bytes beyond ASCII', 'GET /caf\u00c3\u00a9 HTTP/1.1\r\nHost: h\r\n\r\n', 'GET', '/caf\u00c3\u00a9'],
  ['a space in its target', 'GET /a b HTTP/1.1\r\nHost: h\r\n\r\n', 'GET', '/a b'],
  ['a NUL in its target', 'GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n', 'GET', '/a%00b'],
  ['lines that end in LF', 'GET /a HTTP/1.1\nHost: h\n\n', 'GET', '/a'],
  ['an unknown version', 'GET /a HTTP/9\r\nHost: h\r\n\r\n', 'GET', '/a'],
  ['no version', 'GET /a\r\nHost: h\r\n', 'GET', '/a'],
  ['an empty line before it', '\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n', 'GET', '/a'],
  ['another request before it', 'GET /first HTTP/1.1\r\nHost: g\r\n\r\nPOST /second HTTP/1.1\r\nHost: h\r\nX Y: 1\r\n\r\n', 'POST', '/second'],
  ['a full URL', 'FOO http://h/a HTTP/1.1\r\nHost: h\r\n', 'FOO', 'http://h/a'],
])('reads one with %s', (_, text, method, target) => {
  expect(read(text)).toEqual({ method, target, rawHeaders: ['Host', 'h'] });
});

test.each([
  ['TLS', '\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003'],
  ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['the rest of fields', 'x'.repeat(300) + '\r\nX-Two: GET\r\n\r\n'],
  ['nothing', ''],
  ['a secret on its own line', 'password is hunter2\r\n'],
])('finds none in %s', (_, text) => {
  expect(read(text)).toEqual({ method: null, target: null, rawHeaders: [] });
});

test('looks no further than the mistake', () => {
  const text = 'GET /bad HTTP/1.1\r\nX Y: 1\r\n\r\nGET /behind HTTP/1.1\r\n\r\n';
  expect(read(text, 20).target).toBe('/bad');
});

test('keeps fields whose name can be told, and no lines that go on from another', () => {
  expect(read('GET / HTTP/1.1\r\nAuthorization : Bearer abc\r\nX: 1\u0001\r\n and secret\r\nno field\r\nB@d: 2\r\n\r\nbody: 3').rawHeaders).toEqual(['Authorization', 'Bearer abc', 'X', '1?']);
});

test('bounds what it reads', () => {
  const { target, rawHeaders } = read(`GET /${'a'.repeat(70_000)} HTTP/1.1\r\n\r\n`);
  expect([(target as string).length <= 65_536, rawHeaders]).toEqual([true, []]);
  expect(read(`GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(5_000)}`).rawHeaders).toHaveLength(512);
});
