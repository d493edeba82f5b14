import { LiveStream } from './stream.js';
import { exchange, flowsMessage, record, snapshot } from './testing/flows.js';
import type { Tick } from './tick.js';

class HandTick implements Tick {
  private waiting: (() => void) | null = null;
  request(draw: () => void): void {
    this.waiting ??= draw;
  }
  strike(): void {
    this.waiting?.();
    this.waiting = null;
  }
}

function begin() {
  const tick = new HandTick();
  const stream = new LiveStream(tick);
  const ids = (side: 'http' | 'kafka') => stream.lane(side).get().rows.map((row) => (row.type === 'flow' ? row.flow.id : `${row.count} left out`));
  return { tick, stream, ids };
}

test('flows go to the lane of their side', () => {
  const { stream, ids } = begin();
  stream.takeSnapshot(snapshot([exchange(1), record(1), exchange(2)]));
  expect(ids('http')).toEqual(['exchange-1', 'exchange-2']);
  expect(ids('kafka')).toEqual(['c.t.0.1']);
});

test('rows are drawn on the tick, however many messages came before it', () => {
  const { stream, tick, ids } = begin();
  let drawings = 0;
  stream.takeSnapshot(snapshot([]));
  stream.lane('http').subscribe(() => (drawings += 1));
  for (let n = 0; n < 20; n += 1) stream.takeFlows(flowsMessage([exchange(n)]));
  expect(ids('http')).toEqual([]);
  tick.strike();
  expect(ids('http')).toHaveLength(20);
  expect(drawings).toBe(1);
});

test('a page that gets no ticks takes what came before it piles up', () => {
  const { stream, ids } = begin();
  for (let n = 0; n < 150; n += 1) stream.takeFlows(flowsMessage([exchange(n)]));
  expect(ids('http').length).toBeGreaterThan(100);
});

test('the cursor follows each message, drawn or not', () => {
  const { stream } = begin();
  stream.hold('http', 'paused');
  stream.takeFlows(flowsMessage([exchange(1)], { cursor: { stream: 's', sequence: 42, recordedAt: 7 } }));
  expect(stream.cursor).toEqual({ stream: 's', sequence: 42, recordedAt: 7 });
});

test('a held lane waits, the other one goes on', () => {
  const { stream, tick, ids } = begin();
  stream.takeSnapshot(snapshot([]));
  stream.hold('http', 'pointed');
  stream.takeFlows(flowsMessage([exchange(1), record(1)]));
  tick.strike();
  expect(ids('http')).toEqual([]);
  expect(ids('kafka')).toHaveLength(1);
  expect(stream.lane('http').get().waiting).toBe(1);
});

test('a lane held for two reasons goes on when both are gone', () => {
  const { stream, tick, ids } = begin();
  stream.hold('http', 'pointed');
  stream.hold('http', 'paused');
  stream.takeFlows(flowsMessage([exchange(1)]));
  tick.strike();
  stream.release('http', 'pointed');
  expect(ids('http')).toEqual([]);
  stream.release('http', 'paused');
  expect(ids('http')).toEqual(['exchange-1']);
});

test('what came before the hold but was not drawn yet is shown, not counted as waiting', () => {
  const { stream, ids } = begin();
  stream.takeFlows(flowsMessage([exchange(1)]));
  stream.hold('http', 'paused');
  expect(ids('http')).toEqual(['exchange-1']);
  expect(stream.lane('http').get().waiting).toBe(0);
});

test('a gap that is filled after a pause stands without doubles before what comes next', () => {
  const { stream, tick, ids } = begin();
  stream.takeSnapshot(snapshot([exchange(1), exchange(2)]));
  stream.takeFlows(flowsMessage([exchange(2), exchange(3)], { from: 'store' }));
  stream.takeFlows(flowsMessage([exchange(4)]));
  tick.strike();
  expect(ids('http')).toEqual(['exchange-1', 'exchange-2', 'exchange-3', 'exchange-4']);
});

test('a snapshot begins anew, also in a held lane', () => {
  const { stream, ids } = begin();
  stream.takeSnapshot(snapshot([exchange(1)]));
  stream.hold('http', 'paused');
  stream.takeFlows(flowsMessage([exchange(2)]));
  stream.takeSnapshot(snapshot([exchange(7)]));
  expect(ids('http')).toEqual(['exchange-7']);
  expect(stream.lane('http').get().waiting).toBe(0);
});

test('left-out flows stand in the lane of their side', () => {
  const { stream, tick, ids } = begin();
  stream.takeFlows(flowsMessage([exchange(1), record(1)], { leftOut: { http: 3, kafka: 0 } }));
  tick.strike();
  expect(ids('http')).toEqual(['3 left out', 'exchange-1']);
  expect(ids('kafka')).toEqual(['c.t.0.1']);
});

test('between two subscriptions the rows are not settled', () => {
  const { stream } = begin();
  stream.takeSnapshot(snapshot([]));
  expect(stream.settled.get()).toBe(true);
  stream.unsettle();
  expect(stream.settled.get()).toBe(false);
});
