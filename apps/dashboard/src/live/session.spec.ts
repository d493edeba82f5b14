import { LiveSession } from './session.js';
import { LiveStream } from './stream.js';
import { exchange, flowsMessage, snapshot } from './testing/flows.js';
import { HandSocket } from './testing/socket.js';

const view = { sides: ['http' as const, 'kafka' as const], filter: '' };

function begin() {
  const line = new HandSocket();
  const stream = new LiveStream({ request: (draw) => draw() });
  let beat = () => undefined as void;
  const session = new LiveSession(line.socket, stream, (onBeat) => {
    beat = onBeat;
    return () => (beat = () => undefined);
  });
  const secondsPass = (count: number) => Array.from({ length: count }).forEach(() => beat());
  const subscriptions = () => line.said.filter(([event]) => event === 'subscribe').map(([, request]) => request as { filter: string; resumeFrom?: unknown });
  const ids = () => stream.lane('http').get().rows.map((row) => (row.type === 'flow' ? row.flow.id : 'left out'));
  return { line, stream, session, subscriptions, ids, secondsPass };
}

function opened() {
  const all = begin();
  all.session.open();
  all.session.show(view);
  all.line.hear('connect');
  all.line.hear('snapshot', snapshot([exchange(1)]));
  return all;
}

test('what is shown before the line is there is asked for once it is', () => {
  const { session, line, subscriptions } = begin();
  session.open();
  session.show(view);
  expect(subscriptions()).toEqual([]);
  line.hear('connect');
  expect(subscriptions()).toEqual([expect.objectContaining({ filter: '' })]);
});

test('after a break it goes on from the last cursor', () => {
  const { line, subscriptions } = opened();
  const cursor = { stream: 's', sequence: 9, recordedAt: 5 };
  line.hear('flows', flowsMessage([exchange(2)], { cursor }));
  line.hear('disconnect', 'transport close');
  line.hear('connect');
  expect(subscriptions().at(-1)?.resumeFrom).toEqual(cursor);
});

test('another filter begins anew, whatever came before', () => {
  const { line, session, subscriptions } = opened();
  session.show({ ...view, filter: 'status:503' });
  expect(subscriptions().at(-1)).toEqual(expect.not.objectContaining({ resumeFrom: expect.anything() }));
  line.hear('disconnect', 'transport close');
  line.hear('connect');
  expect(subscriptions().at(-1)).toEqual(expect.not.objectContaining({ resumeFrom: expect.anything() }));
});

test('the same view again is not asked for twice', () => {
  const { session, subscriptions } = opened();
  session.show({ ...view });
  expect(subscriptions()).toHaveLength(1);
});

test('paused rows stand still at once, before the server has heard of it', () => {
  const { session, line, ids } = opened();
  session.pause();
  line.hear('flows', flowsMessage([exchange(2)]));
  expect(ids()).toEqual(['exchange-1']);
});

test('resuming shows what came late and asks for the rest from the last cursor', () => {
  const { session, line, ids } = opened();
  session.pause();
  const cursor = { stream: 's', sequence: 4, recordedAt: 2 };
  line.hear('flows', flowsMessage([exchange(2)], { cursor }));
  session.resume();
  expect(ids()).toEqual(['exchange-1', 'exchange-2']);
  expect(line.said.at(-1)).toEqual(['resume', cursor]);
});

test('a pause outlives a break of the line', async () => {
  const { session, line } = opened();
  session.pause();
  line.hear('disconnect', 'transport close');
  line.hear('connect');
  await new Promise(setImmediate);
  const said = line.said.map(([event]) => event);
  expect(said.lastIndexOf('pause')).toBeGreaterThan(said.lastIndexOf('subscribe'));
  expect(said.filter((event) => event === 'subscribe')).toHaveLength(2);
});

test('a broken line says since when, and keeps saying so while it is tried again', () => {
  const { session, line } = opened();
  line.hear('disconnect', 'transport close');
  const { state, since } = session.connection.get();
  line.hear('connect_error', new Error('websocket error'));
  expect([state, session.connection.get()]).toEqual(['lost', { state: 'lost', since, reason: 'The server cannot be reached.' }]);
});

test('an ended session is not tried again', () => {
  const { session, line } = opened();
  line.hear('sessionEnded', 'You logged out elsewhere.');
  line.hear('disconnect', 'io server disconnect');
  expect(session.connection.get()).toMatchObject({ state: 'ended', reason: 'You logged out elsewhere.' });
});

test('a refused entry without a session ends it', () => {
  const { session, line } = opened();
  line.hear('connect_error', Object.assign(new Error('Log in.'), { data: { status: 401 } }));
  expect(session.connection.get()).toMatchObject({ state: 'ended', reason: 'Log in.' });
});

test('a line that is open and brings nothing is old after three seconds and made anew after six, from the last cursor', () => {
  const { session, line, secondsPass, subscriptions } = opened();
  const cursor = { stream: 's', sequence: 9, recordedAt: 5 };
  line.hear('flows', flowsMessage([exchange(2)], { cursor }));
  secondsPass(3);
  expect(session.silentSince.get()).toEqual(expect.any(Number));
  expect(session.connection.get().state).toBe('open');
  secondsPass(3);
  expect(session.connection.get()).toMatchObject({ state: 'lost', reason: 'Nothing comes over the line, though it looks open.' });
  expect(line.said.at(-1)).toEqual(['connect']);
  line.hear('connect');
  expect(subscriptions().at(-1)?.resumeFrom).toEqual(cursor);
  expect(session.silentSince.get()).not.toBeNull();
  line.hear('flows', flowsMessage([exchange(3)]));
  expect(session.silentSince.get()).toBeNull();
});

test.each(['pulse', 'health', 'flows'] as const)('a %s each second is enough to be heard', (event) => {
  const { session, line, secondsPass } = opened();
  const said = { pulse: {}, health: { at: 0, items: [] }, flows: flowsMessage([]) }[event];
  for (let second = 0; second < 10; second += 1) {
    secondsPass(1);
    line.hear(event, said);
  }
  expect([session.silentSince.get(), session.connection.get().state]).toEqual([null, 'open']);
});

test('who leaves is told nothing any more', () => {
  const { session, secondsPass } = opened();
  session.close();
  secondsPass(10);
  expect([session.silentSince.get(), session.connection.get().state]).toEqual([null, 'idle']);
});
