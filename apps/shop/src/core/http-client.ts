import { Pool } from 'undici';
import { formatTraceparent, type TraceContext } from '@contraflow/capture';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: object;
  headers?: Record<string, string>;
  trace?: TraceContext;
  /** The caller goes away after this long. */
  withinMs?: number;
}

export interface Answer {
  status: number;
  /** The parsed JSON; null where there is none. */
  body: unknown;
}

/** Calls the shop's API through the gateway, keep-alive, with bounded connections and answers. */
export class HttpClient {
  private readonly pool: Pool;

  constructor(
    gatewayUrl: string,
    connections: number,
    private readonly userAgent?: string,
  ) {
    this.pool = new Pool(new URL(gatewayUrl).origin, { connections, connect: { timeout: 3_000 }, maxResponseSize: 1024 * 1024 });
  }

  /** @throws Error when there is no answer: nobody listens, the connection breaks, or `withinMs` are over */
  async send({ method, path, body, headers, trace, withinMs = 10_000 }: Call): Promise<Answer> {
    const answer = await this.pool.request({
      method,
      path,
      signal: AbortSignal.timeout(withinMs),
      headers: {
        ...(this.userAgent && { 'user-agent': this.userAgent }),
        ...(body && { 'content-type': 'application/json' }),
        ...(trace && { traceparent: formatTraceparent(trace) }),
        ...headers,
      },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: parse(text) };
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
