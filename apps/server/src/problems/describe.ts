import { HttpException } from '@nestjs/common';
import type { Problem } from '@contraflow/contract';
import { isDatabaseAway, isQueryTimeout, isUnfitValue } from '../ports/database-errors.js';
import { databaseAway, problemOfMistake } from '../ports/problem-error.js';

const TITLES: Record<number, [title: string, detail: string]> = {
  400: ['The request is not valid', 'The request could not be read.'],
  401: ['Not logged in', 'Log in first.'],
  403: ['Not allowed', 'Your role does not allow this.'],
  404: ['There is nothing here', 'Nothing is served at this address with this method.'],
  405: ['There is nothing here', 'Nothing is served at this address with this method.'],
  413: ['The request is too large', 'The body is larger than this address accepts: send less at once.'],
  415: ['The body has a type that is not understood', 'Send application/json, or the type that this address is documented with.'],
  429: ['Too many requests', 'Wait a little before the next try.'],
  503: ['Not available now', 'Try again in a moment.'],
};

export interface Described {
  problem: Problem;
  /** Nobody foresaw it: it belongs into the log, and only its number goes to the caller. */
  unexpected: boolean;
  /** A connection to Postgres was lost. */
  databaseAway: boolean;
}

/**
 * What a caller is told about an error. Nothing of an unforeseen one leaks: the log has it under `incident`.
 * @param awaySince since when Postgres is known to be away, epoch milliseconds
 */
export function describeError(error: unknown, incident: string, awaySince: number | null): Described {
  const expected = (problem: Problem): Described => ({ problem, unexpected: false, databaseAway: false });
  const mistake = problemOfMistake(error);
  if (mistake) return expected(mistake);
  if (isQueryTimeout(error)) return expected(timedOut);
  if (isDatabaseAway(error)) return { problem: databaseAway(awaySince), unexpected: false, databaseAway: true };
  // The schemas of requests refuse such values; whatever slips past one is the caller's mistake all the same, and told in the log.
  if (isUnfitValue(error)) return { problem: unfit, unexpected: true, databaseAway: false };
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.getResponse());
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return fromStatus(status, null);
  return unexpected(incident);

  function fromStatus(code: number, body: unknown): Described {
    const [title, detail] = TITLES[code] ?? ['The request was refused', 'The server did not accept this request.'];
    if (isProblem(body)) return expected({ ...body, type: body.type ?? 'about:blank', status: code });
    if (code >= 500 && code !== 503) return unexpected(incident);
    return expected({ type: 'about:blank', title, status: code, detail });
  }
}

const timedOut: Problem = {
  type: 'about:blank',
  title: 'The question took too long',
  status: 503,
  detail: 'It met the time limit (QUERY_TIMEOUT_SECONDS), so there is no answer. Ask about a shorter range or with a narrower filter.',
};

const unfit: Problem = {
  type: 'about:blank',
  title: 'The request is not valid',
  status: 400,
  detail: 'It holds a value that cannot be stored or asked about: a control character, or a number that is out of range.',
};

function unexpected(incident: string): Described {
  const detail = `This should not have happened. The server's log has it under ${incident}.`;
  return { problem: { type: 'about:blank', title: 'The server failed', status: 500, detail }, unexpected: true, databaseAway: false };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).title === 'string';
}
