import fc from 'fast-check';
import { MalformedResponse, type ResponseHead } from './response-head.js';
import { ResponseParser } from './response-parser.js';

/** What a parser tells of one answer. */
function told(pieces: Buffer[], method = 'GET', ends = false) {
  const parser = new ResponseParser();
  const answer = { interim: [] as number[], head: null as ResponseHead | null, body: '', trailers: null as string[] | null, switched: '' };
  parser.expect(method, {
    onInformation: (head) => answer.interim.push(head.status),
    onHead: (head) => (answer.head = head),
    onData: (chunk) => (answer.body += chunk.toString('latin1')),
    onEnd: (trailers) => (answer.trailers = trailers),
    onSwitch: (head, rest) => ((answer.head = head), (answer.switched = rest.toString('latin1'))),
  });
  for (const piece of pieces) parser.push(piece);
  return { ...answer, complete: ends ? parser.finish() : parser.isIdle };
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const answers = {
  length: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: 1\r\nx: 2\r\n\r\nhello',
  chunked: 'HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 1\r\nY: \t2 \r\n\r\n',
  interim: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  none: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n',
  empty: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
};

test.each(Object.entries(answers))('an answer (%s) reads the same wherever its bytes are cut', (_, text) => {
  const whole = told([bytes(text)]);
  expect(whole.complete).toBe(true);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
      const ends = [...cuts, text.length].sort((a, b) => a - b);
      const pieces = ends.map((end, index) => bytes(text.slice(ends[index - 1] ?? 0, end)));
      expect(told(pieces)).toEqual(whole);
    }),
  );
  expect(told([...text].map(bytes))).toEqual(whole);
});

test('tells head, body and trailers as they came', () => {
  expect(told([bytes(answers.length)])).toMatchObject({ head: { status: 200, reason: 'OK', framing: 'length', length: 5, keepAlive: true, headers: ['Content-Length', '5', 'X', '1', 'x', '2'] }, body: 'hello', trailers: [] });
  expect(told([bytes(answers.chunked)])).toMatchObject({ body: 'hello!', trailers: ['X-Sum', '1', 'Y', '2'] });
  expect(told([bytes(answers.interim)])).toMatchObject({ interim: [100, 103], head: { status: 204 } });
});

test('a HEAD answer has no body whatever its length', () => {
  expect(told([bytes('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n')], 'HEAD')).toMatchObject({ complete: true, head: { framing: 'none' } });
});

test('without a length the end of the connection is the end of the body, and otherwise it is not', () => {
  expect(told([bytes('HTTP/1.1 200 OK\r\n\r\nabc')], 'GET', true)).toMatchObject({ complete: true, body: 'abc', head: { keepAlive: false } });
  expect(told([bytes('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc')], 'GET', true).complete).toBe(false);
  expect(told([bytes('HTTP/1.1 200')], 'GET', true).complete).toBe(false);
});

test('knows whether the connection goes on', () => {
  const keepAlive = (lines: string) => told([bytes(`${lines}\r\nContent-Length: 0\r\n\r\n`)]).head?.keepAlive;
  expect(keepAlive('HTTP/1.1 200 OK')).toBe(true);
  expect(keepAlive('HTTP/1.1 200 OK\r\nConnection: X, Close')).toBe(false);
  expect(keepAlive('HTTP/1.0 200 OK')).toBe(false);
  expect(keepAlive('HTTP/1.0 200 OK\r\nConnection: keep-alive')).toBe(true);
  expect(told([bytes('HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=5\r\nContent-Length: 0\r\n\r\n')]).head?.idleSeconds).toBe(5);
});

test('hands on what follows a switch of protocols untouched', () => {
  expect(told([bytes('HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nra'), bytes('w\r\n')])).toMatchObject({ switched: 'ra', body: 'w\r\n' });
});

test.each([
  ['another protocol', 'HTTP/2 200 OK\r\n\r\n'],
  ['no status', 'HTTP/1.1 OK\r\n\r\n'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n'],
  ['different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'],
  ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['an unknown transfer coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
  ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a folded line', 'HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\n\r\n'],
  ['a space in a name', 'HTTP/1.1 200 OK\r\nX : 1\r\n\r\n'],
  ['a bare line feed', 'HTTP/1.1 200 OK\r\nX: 1\nY: 2\r\n\r\n'],
  ['a bare carriage return', 'HTTP/1.1 200 OK\r\nX: 1\rY: 2\r\n\r\n'],
  ['a NUL', 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n'],
  ['a chunk size that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\n'],
  ['a chunk longer than it says', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n'],
  ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
  ['an endless chunk line', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(5_000)}`],
  ['endless interim answers', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40)],
  ['more than the answer', `${answers.length}HTTP/1.1 200 OK\r\n\r\n`],
])('refuses %s', (_, text) => {
  expect(() => told([bytes(text)])).toThrow(MalformedResponse);
});

test.each([
  ['lines that end in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', /LF/],
  ['a status line that ends in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok', /LF/],
  ['one field that ends in LF', 'HTTP/1.1 200 OK\r\nX: 1\nY: 2\r\n\r\n', /LF/],
  ['the first line alone, in LF', 'HTTP/1.1 200 OK\n', /LF/],
  ['an empty line in LF', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok', /LF/],
  ['lines that end in CR', 'HTTP/1.1 200 OK\rContent-Length: 2\r\rok', /CR/],
  ['chunks that end in LF', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n', /LF/],
  ['trailers that end in LF', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: 1\n\n', /LF/],
  ['200 kB of fields', `HTTP/1.1 200 OK\r\n${`X: ${'x'.repeat(1_000)}\r\n`.repeat(200)}\r\n`, /header fields are longer than 64 KB/],
  ['one field of 200 kB', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}`, /header fields are longer than 64 KB/],
  ['another protocol that waits', 'SSH-2.0-OpenSSH_9.2', /HTTP\/1/],
  ['HTTP/2 in clear text', '\0\0\u0012\u0004\0\0\0\0\0', /HTTP\/1/],
  ['a TLS alert', '\u0015\u0003\u0001\0\u0002\u0002F', /HTTP\/1/],
  ['a line before the answer', '\r\nHTTP/1.1 200 OK\r\n', /HTTP\/1/],
])('says at once what is wrong with %s, however its bytes are cut', (_, text, reason) => {
  expect(() => told([bytes(text)])).toThrow(reason);
  const step = text.length > 1_000 ? 997 : 1;
  expect(() => told(Array.from({ length: Math.ceil(text.length / step) }, (_, i) => bytes(text.slice(i * step, (i + 1) * step))))).toThrow(MalformedResponse);
});

test('never fails otherwise, whatever comes', () => {
  const part = fc.constantFrom('HTTP/1.1 200 OK\r\n', 'Transfer-Encoding: chunked\r\n', 'Content-Length: 3\r\n', '\r\n', '3\r\n', 'abc', '0\r\n', ':', '\n', 'HTTP/1.1 103 x\r\n\r\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 12 }), (parts) => {
      try {
        told(parts.map(bytes), 'GET', true);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedResponse);
      }
    }),
  );
});
