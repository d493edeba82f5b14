import { Agent, request, type Dispatcher } from 'undici';
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

/** The server holds an answer back for at most 10 s; then it says 503. */
const ANSWER_MS = 20_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** The two requests a sender makes, over a few kept connections. The server puts batches that overtake one another in order. */
export class ServerDoor {
  private readonly agent: Agent;

  /** @param connections kept ones, a request at a time on each */
  constructor(
    private readonly door: Door,
    connections: number,
  ) {
    this.agent = new Agent({ connections, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, connect: { timeout: 5_000 } });
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
    await this.agent.destroy();
  }

  private async post(path: string, contentType: string, body: string | Buffer, signal: AbortSignal): Promise<unknown> {
    let answer: Dispatcher.ResponseData;
    let text: string;
    try {
      answer = await request(`${this.door.url.replace(/\/+$/, '')}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.door.apiKey}`, 'content-type': contentType },
        body,
        signal,
        dispatcher: this.agent,
      });
      text = await readBounded(answer.body);
    } catch (error) {
      throw new Refused(0, `no answer: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`);
    }
    if (answer.statusCode >= 200 && answer.statusCode < 300) return parse(text);
    const problem = Problem.safeParse(parse(text)).data;
    const words = problem ? [problem.title, problem.detail].filter(Boolean).join(': ') : text.slice(0, 200);
    throw new Refused(answer.statusCode, `${answer.statusCode} ${words}`.trim(), retryAfter(answer.headers['retry-after']));
  }
}

async function readBounded(body: Dispatcher.ResponseData['body']): Promise<string> {
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
