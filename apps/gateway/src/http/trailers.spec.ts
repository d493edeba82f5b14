import { forwardableTrailers } from './trailers.js';

const passes = (name: string, head: string[] = []) => forwardableTrailers([name, 'x'], head).length > 0;

test.each(['X-Checksum', 'Digest', 'Content-Digest', 'Repr-Digest', 'Server-Timing', 'ETag', 'Accept-Ranges', 'grpc-status', 'Grpc-Message', 'X-Stream-Error', 'Signature'])('%s may stand behind a body', (name) => {
  expect(passes(name)).toBe(true);
});

test.each([
  'Content-Length', 'Transfer-Encoding', 'TE', 'Trailer', 'Host', 'Connection', 'Keep-Alive', 'Upgrade', 'HTTP2-Settings', 'Proxy-Connection', 'Via', 'Max-Forwards', 'Expect', 'Range', 'If-Match', 'If-Unmodified-Since', 'if-range',
  'Authorization', 'proxy-authorization', 'Proxy-Authenticate', 'WWW-Authenticate', 'Cookie', 'Set-Cookie', 'Cache-Control', 'Pragma', 'Age', 'Date', 'Expires', 'Vary', 'Warning', 'Retry-After', 'Location',
  'Content-Encoding', 'Content-Type', 'Content-Range', 'content_length', 'Content_Type', 'transfer_encoding', 'X-Forwarded-For', 'x_forwarded_for', 'X-Forwarded-Anything', 'X-Real-IP', 'X_Real-IP', 'Forwarded', 'True-Client-IP',
  'traceparent', 'tracestate', 'Origin', 'Access-Control-Allow-Origin', 'X-HTTP-Method-Override',
])('%s may not', (name) => {
  expect(passes(name)).toBe(false);
});

test('what the head names in Connection goes no further behind the body either', () => {
  expect([passes('X-Hop', ['Connection', 'close, X-Hop']), passes('X-Hop', ['Connection', 'close'])]).toEqual([false, true]);
});
