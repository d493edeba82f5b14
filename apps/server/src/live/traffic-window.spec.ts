import type { HttpRow, KafkaRow, SendRow } from '@contraflow/store';
import { TrafficWindow } from './traffic-window.js';

const NOW = 1_800_000_000_000;
const exchange = (endedAt: number, durationMs: number, responseStatusCode: number | null, exchangeKind = 'response') =>
  ({ exchange: { startedAt: endedAt - durationMs, exchangeKind, durationNs: durationMs * 1e6, responseStatusCode } }) as HttpRow;
const record = (observedAt: number, timestamp: number, live = true) => ({ observedAt, timestamp, live }) as KafkaRow;

test('the REST side of a minute: rate, shares of errors, and by Little’s law how many were in flight', () => {
  const traffic = new TrafficWindow();
  for (const status of [200, 201, 404, 500, null]) traffic.addExchange(exchange(NOW - 1_000, 600, status), NOW);
  traffic.addExchange(exchange(NOW - 61_000, 600, 200), NOW);
  const http = traffic.http(NOW, 60);
  expect(http.perSecond).toBeCloseTo(5 / 60);
  expect(http.clientErrorShare).toBeCloseTo(0.2);
  expect(http.serverErrorShare).toBeCloseTo(0.4);
  expect(http.inFlight).toBeCloseTo((5 * 0.6) / 60);
  expect(http.blocked?.count).toBe(5);
  expect(http.blocked!.p50Ns / 600e6).toBeCloseTo(1, 1);
});

test('records that lay in a topic before we looked are no traffic', () => {
  const traffic = new TrafficWindow();
  traffic.addRecord(record(NOW, NOW - 40), NOW);
  traffic.addRecord(record(NOW, NOW - 86_400_000, false), NOW);
  const kafka = traffic.kafka(NOW, 10);
  expect(kafka.perSecond).toBeCloseTo(0.1);
  expect(kafka.readable?.count).toBe(1);
});

test('only what a broker accepted counts as accepted', () => {
  const traffic = new TrafficWindow();
  const send = { sentAt: NOW - 100, durationNs: 3e6, errorType: null, offset: '7' };
  traffic.addSend({ send } as SendRow, NOW);
  traffic.addSend({ send: { ...send, offset: null } } as SendRow, NOW);
  traffic.addSend({ send: { ...send, errorType: 'REQUEST_TIMED_OUT' } } as SendRow, NOW);
  expect(traffic.kafka(NOW, 60).accepted?.count).toBe(1);
});

test('nothing to measure is null, not zero', () => {
  const traffic = new TrafficWindow();
  expect(traffic.http(NOW, 60)).toMatchObject({ perSecond: 0, blocked: null, clientErrorShare: null });
  expect(traffic.kafka(NOW, 60)).toMatchObject({ perSecond: 0, accepted: null, readable: null, completed: null });
});

test('what happened falls out of the window by itself', () => {
  const traffic = new TrafficWindow();
  traffic.addRecord(record(NOW, NOW), NOW);
  traffic.addPassage(NOW, 5e6, NOW);
  expect(traffic.kafka(NOW + 59_000, 60)).toMatchObject({ completed: { count: 1 } });
  expect(traffic.kafka(NOW + 60_000, 60)).toMatchObject({ perSecond: 0, completed: null });
});

test.each(['stream', 'tunnel'])('a %s counts, and blocks nobody', (kind) => {
  const traffic = new TrafficWindow();
  traffic.addExchange(exchange(NOW - 1_000, 40_000, 200, kind), NOW);
  expect(traffic.http(NOW, 60)).toMatchObject({ perSecond: 1 / 60, blocked: null, inFlight: 0 });
});
