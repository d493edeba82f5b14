import { Problem } from '@contraflow/contract';
import type { z } from 'zod';

/** A question that the server refused, or that did not reach it: what happened, what it means, what to do. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    /** When it was refused, epoch ms: from here `retryAfter` counts. */
    readonly at: number = Date.now(),
  ) {
    super(problem.title);
    this.name = 'ApiError';
  }

  /** Page and server do not speak the same release: asking again is no use, loading the page anew is. */
  get needsReload(): boolean {
    return this.problem === MISUNDERSTOOD;
  }

  get status(): number {
    return this.problem.status;
  }
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/**
 * Asks the server and checks its answer against `schema`.
 * @throws ApiError for a refusal, an unreachable server, and an answer that is not what the contract says
 */
export async function request<T extends z.ZodType>(schema: T, path: string, ask: Ask = {}): Promise<z.infer<T>> {
  const response = await send(path, ask);
  const text = await response.text();
  if (!response.ok) throw new ApiError(problemOf(response, text));
  const parsed = schema.safeParse(text === '' ? undefined : jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new ApiError(MISUNDERSTOOD);
}

async function send(path: string, { method = 'GET', query = {}, body, signal }: Ask): Promise<Response> {
  const words = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(words.map(([name, value]) => [name, String(value)])).toString();
  try {
    return await fetch(search === '' ? path : `${path}?${search}`, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(UNREACHABLE);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(response: Response, text: string): Problem {
  const parsed = Problem.safeParse(jsonOf(text));
  const problem: Problem = parsed.success
    ? parsed.data
    : { type: 'about:blank', title: `The server answered ${response.status} ${response.statusText}`.trim(), status: response.status };
  const header = Number(response.headers.get('retry-after'));
  return problem.retryAfter === undefined && header > 0 ? { ...problem, retryAfter: header } : problem;
}

const UNREACHABLE: Problem = {
  type: 'about:blank',
  title: 'The server cannot be reached',
  status: 0,
  detail: 'Check that it runs and that this machine has a network, then try again.',
};

const MISUNDERSTOOD: Problem = {
  type: 'about:blank',
  title: 'The answer could not be understood',
  status: 0,
  detail: 'Page and server are probably of different versions. Reload the page.',
};
