import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { BatchAnswer, ClaimAnswer, ENTRIES_TYPE, Problem } from '@contraflow/contract';

export interface Door {
  /** Where the server is, such as `http://127.0.0.1:4400`. */
  url: string;
  apiKey: string;
}

/** An answer other than the wanted one. `status` 0: there was none. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds, when the server said how long to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

interface Answer {
  statusCode: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The server holds an answer back for at most 10 s; then it says 503. */
const ANSWER_MS = 20_000;
const CONNECT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** The two requests a sender makes, over a few kept connections. The server puts batches that overtake one another in order. */
export class ServerDoor {
  private readonly base: URL;
  private readonly agent: HttpAgent;

  /** @param connections kept ones, a request at a time on each */
  constructor(
    private readonly door: Door,
    connections: number,
  ) {
    this.base = new URL(`${door.url.replace(/\/+$/, '')}/`);
    this.agent = new (this.base.protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Refused */
  async claim(name: string, spoolId: string, first: number, signal: AbortSignal): Promise<ClaimAnswer> {
    const body = JSON.stringify({ name, spoolId, first });
    return ClaimAnswer.parse(await this.post('/api/capture/sources', 'application/json', body, signal));
  }

  /** @throws Refused */
  async ship(query: Record<string, string | number>, body: Buffer, signal: AbortSignal): Promise<BatchAnswer> {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]));
    return BatchAnswer.parse(await this.post(`/api/capture/batches?${search}`, ENTRIES_TYPE, body, signal));
  }

  async close(): Promise<void> {
    this.agent.destroy();
  }

  private request(path: string, contentType: string, body: string | Buffer, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const send = this.base.protocol === 'https:' ? requestHttps : requestHttp;
      const headers = { authorization: `Bearer ${this.door.apiKey}`, 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
      const outgoing = send(new URL(path, this.base), { method: 'POST', headers, agent: this.agent, signal });
      bound(outgoing);
      outgoing.on('error', reject);
      outgoing.on('response', (answer) => {
        readBounded(answer).then((text) => resolve({ statusCode: answer.statusCode ?? 0, headers: answer.headers, text }), reject);
      });
      outgoing.end(body);
    });
  }

  private async post(path: string, contentType: string, body: string | Buffer, signal: AbortSignal): Promise<unknown> {
    let answer: Answer;
    try {
      answer = await this.request(path.slice(1), contentType, body, signal);
    } catch (error) {
      throw new Refused(0, `no answer: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`);
    }
    const { statusCode, text } = answer;
    if (statusCode >= 200 && statusCode < 300) return parse(text);
    const problem = Problem.safeParse(parse(text)).data;
    const words = problem ? [problem.title, problem.detail].filter(Boolean).join(': ') : text.slice(0, 200);
    throw new Refused(statusCode, `${statusCode} ${words}`.trim(), retryAfter(answer.headers['retry-after']));
  }
}

/** Ends what has stood still for too long, and what could not be connected in time. */
function bound(outgoing: ClientRequest): void {
  outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy(new Error(`no answer within ${ANSWER_MS / 1_000} s`)));
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => outgoing.destroy(new Error(`no connection within ${CONNECT_MS / 1_000} s`)), CONNECT_MS);
    const clear = () => clearTimeout(timer);
    socket.once('connect', clear);
    outgoing.once('close', clear);
  });
}

async function readBounded(body: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer is not one of a Contraflow server');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** RFC 9110, 10.2.3: seconds or a date. */
function retryAfter(header: string | string[] | undefined): number | null {
  if (typeof header !== 'string') return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
