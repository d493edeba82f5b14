import { LiveSession } from './session.js';
import { LiveStream } from './stream.js';
import { exchange, flowsMessage, snapshot } from './testing/flows.js';
import { HandSocket } from './testing/socket.js';

const view = { sides: ['http' as const, 'kafka' as const], filter: '' };

function begin() {
  const line = new HandSocket();
  const stream = new LiveStream({ request: (draw) => draw() });
  const session = new LiveSession(line.socket, stream);
  const subscriptions = () => line.said.filter(([event]) => event === 'subscribe').map(([, request]) => request as { filter: string; resumeFrom?: unknown });
  const ids = () => stream.lane('http').get().rows.map((row) => (row.type === 'flow' ? row.flow.id : 'left out'));
  return { line, stream, session, subscriptions, ids };
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
