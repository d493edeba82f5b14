import { endingOf, type Course } from './exchange-kind.js';

const MIN = 60e9;
const course = (over: Partial<Course>): Course => ({ durationNs: 1e9, timeToFirstByteNs: 1e6, errorType: null, responseHeaders: ['Content-Type', 'application/json', 'Transfer-Encoding', 'chunked'], responseBytes: 100, ...over });
const typed = (type: string, ...more: string[]) => ['Content-Type', type, ...more];

test.each<[string, Partial<Course>, ReturnType<typeof endingOf>]>([
  ['a short answer', {}, { exchangeKind: 'response', closedBy: null, errorType: null }],
  ['a slow answer of chunks that ended', { durationNs: 45e9 }, { exchangeKind: 'response', closedBy: null, errorType: null }],
  ['an answer that its caller did not wait for', { durationNs: 5e9, errorType: 'client_closed' }, { exchangeKind: 'response', closedBy: null, errorType: 'client_closed' }],
  ['a request without an answer', { durationNs: MIN, timeToFirstByteNs: null, errorType: 'upstream_timeout' }, { exchangeKind: 'response', closedBy: null, errorType: 'upstream_timeout' }],
  ['a long download of known length, broken off', { durationNs: 5 * MIN, errorType: 'client_closed', responseHeaders: ['Content-Length', '9'] }, { exchangeKind: 'response', closedBy: null, errorType: 'client_closed' }],
  ['a long download without a length', { durationNs: 2 * MIN, responseBytes: 1e9 }, { exchangeKind: 'response', closedBy: null, errorType: null }],
  ['server-sent events, left by the caller', { errorType: 'client_closed', responseHeaders: typed('text/event-stream; charset=utf-8') }, { exchangeKind: 'stream', closedBy: 'caller', errorType: null }],
  ['server-sent events, ended by the service', { responseHeaders: typed('Text/Event-Stream') }, { exchangeKind: 'stream', closedBy: 'service', errorType: null }],
  ['server-sent events whose service broke', { errorType: 'upstream_reset', responseHeaders: typed('text/event-stream') }, { exchangeKind: 'stream', closedBy: 'service', errorType: 'upstream_reset' }],
  ['server-sent events that fell silent', { errorType: 'upstream_timeout', responseHeaders: typed('text/event-stream') }, { exchangeKind: 'stream', closedBy: 'gateway', errorType: 'upstream_timeout' }],
  ['pictures one after the other', { errorType: 'client_closed', responseHeaders: typed('multipart/x-mixed-replace; boundary=x') }, { exchangeKind: 'stream', closedBy: 'caller', errorType: null }],
  ['chunks without end', { durationNs: 4 * MIN, errorType: 'client_closed' }, { exchangeKind: 'stream', closedBy: 'caller', errorType: null }],
  ['a watch that the service ended', { durationNs: 30 * MIN }, { exchangeKind: 'stream', closedBy: 'service', errorType: null }],
])('%s', (_, over, ending) => {
  expect(endingOf(course(over))).toEqual(ending);
});
