import type { HttpExchange } from '@contraflow/contract';
import { courseText, spelled } from './course.js';

const course = (over: Partial<HttpExchange>) =>
  courseText({ exchangeKind: 'response', durationNs: 243e9, requestBodySize: 12_000, responseBodySize: 3_400_000, closedBy: 'caller', closeCode: null, requestHeaders: [], ...over })?.replaceAll('\u00a0', ' ');
const webSocket = { exchangeKind: 'tunnel', requestHeaders: [['Upgrade', 'WebSocket']] } satisfies Partial<HttpExchange>;

test.each([
  [{}, undefined],
  [{ exchangeKind: 'stream' }, 'stream, open 4 min 3 s, 3.40 MB, closed by caller'],
  [{ exchangeKind: 'stream', closedBy: null, durationNs: 2e9 }, 'stream, open 2.00 s, 3.40 MB'],
  [{ ...webSocket, closeCode: 1001 }, 'WebSocket, 12.0 kB up, 3.40 MB down, open 4 min 3 s, closed by caller (1001)'],
  [{ ...webSocket, closeCode: 1005, closedBy: 'service' }, 'WebSocket, 12.0 kB up, 3.40 MB down, open 4 min 3 s, closed by service (without a code)'],
  [{ ...webSocket, closedBy: 'gateway', requestHeaders: [['Upgrade', 'own']] }, 'tunnel (own), 12.0 kB up, 3.40 MB down, open 4 min 3 s, closed by gateway'],
] as [Partial<HttpExchange>, string | undefined][])('says what a stream or a tunnel was', (over, text) => {
  expect(course(over)).toBe(text);
});

test.each([[60e9, '1 min'], [3_661e9, '1 h 1 min'], [90_000e9, '1 d 1 h'], [59.6e9, '1 min']])('%d ns are %s', (ns, text) => {
  expect(spelled(ns).replaceAll('\u00a0', ' ')).toBe(text);
});
