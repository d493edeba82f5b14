import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { BatchQuery, ClaimRequest } from '@contraflow/contract';
import { freePort } from '../../../../tools/process/ports.ts';
import { entriesOf } from '../../src/entry/entry-sequence.js';

interface Source {
  epoch: number;
  next: number;
  /** Their JSON. */
  entries: string[];
}

/** The server's side of the protocol over real HTTP, with its sources in memory. */
export async function startRecordingServer() {
  const sources = new Map<string, Source>();
  let answersToLose = 0;
  let refusal: { status: number; headers: Record<string, string>; left: number } | null = null;
  const port = await freePort();
  let unanswered = 0;
  let http = createServer(handle);

  const entriesFrom = (spoolId = '') => [...sources].filter(([name]) => name.endsWith(spoolId)).flatMap(([, source]) => source.entries);

  const state = {
    url: '',
    key: 'the-right-key',
    claims: 0,
    requests: 0,
    heartbeats: 0,
    maxBody: Number.MAX_SAFE_INTEGER,
    batchSizes: [] as number[],
    /** Most batches that were read and waited for their answer at once. */
    mostAtOnce: 0,
    /** Milliseconds that an answer takes. */
    answerMs: 0,
    jumps: [] as { expected: number; first: number }[],
    /** How many entries the one source has, or the one with this spool id. */
    stored: (spoolId?: string) => entriesFrom(spoolId).length,
    /** Their offsets. */
    offsets: (spoolId?: string) => entriesFrom(spoolId).map((entry) => Number((JSON.parse(entry) as { offset: string }).offset)),
    loseNextAnswer: () => void (answersToLose = 1),
    refuse: (status: number, headers: Record<string, string>, times: number) => void (refusal = { status, headers, left: times }),
    takeOver: () => sources.forEach((source) => (source.epoch += 1)),
    /** As after a restore of an older backup. */
    forget: (next: number) => sources.forEach((source) => ((source.next = next), source.entries.splice(next))),
    async open() {
      http = createServer(handle);
      await new Promise<void>((done) => http.listen(port, '127.0.0.1', done));
      state.url = `http://127.0.0.1:${port}`;
    },
    async close() {
      if (!http.listening) return;
      const closed = new Promise((done) => http.close(done));
      http.closeAllConnections();
      await closed;
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse) {
    state.requests += 1;
    const answer = (status: number, body: object, headers: Record<string, string> = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const body = await buffer(request).catch(() => null);
    // A connection that was cut takes what follows on it along.
    if (!body) return;
    if (request.headers.authorization !== `Bearer ${state.key}`) return answer(401, { title: 'The API key is not valid', status: 401 });
    const url = new URL(request.url ?? '/', 'http://x');
    if (url.pathname === '/api/capture/sources') {
      const { name, spoolId, first } = ClaimRequest.parse(JSON.parse(body.toString()));
      const key = `capture:${name}:${spoolId}`;
      const source = sources.get(key) ?? { epoch: 0, next: first, entries: [] };
      source.epoch += 1;
      state.claims += 1;
      sources.set(key, source);
      return answer(200, { source: key, epoch: source.epoch, next: source.next });
    }
    if (refusal && refusal.left > 0) {
      refusal.left -= 1;
      return answer(refusal.status, { title: 'not now', status: refusal.status }, refusal.headers);
    }
    if (body.length > state.maxBody) return answer(413, { title: 'too large', status: 413 });
    const query = BatchQuery.parse(Object.fromEntries(url.searchParams));
    const source = sources.get(query.source);
    const expected = query.expected ?? query.first;
    const entries = [...entriesOf(body)].map(String);
    if (entries.length === 0) {
      state.heartbeats += 1;
      await setTimeout(state.answerMs);
      return answer(200, { next: query.first, setAside: 0 });
    }
    // Batches may overtake one another on their way; the one before has a moment to come.
    for (let tries = 0; source?.epoch === query.epoch && source.next < expected && tries < 100; tries += 1) await setTimeout(5);
    if (!source || source.epoch !== query.epoch || source.next !== expected) return answer(409, { title: 'not the next one', status: 409 });
    if (expected !== query.first) state.jumps.push({ expected, first: query.first });
    source.entries.push(...entries);
    source.next = query.first + entries.length;
    state.batchSizes.push(entries.length);
    if (answersToLose > 0) {
      answersToLose -= 1;
      return response.destroy();
    }
    const { next } = source;
    unanswered += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, unanswered);
    await setTimeout(state.answerMs);
    unanswered -= 1;
    return answer(200, { next, setAside: 0 });
  }

  await state.open();
  return state;
}

export type RecordingServer = Awaited<ReturnType<typeof startRecordingServer>>;
