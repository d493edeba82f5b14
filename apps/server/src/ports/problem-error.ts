import { ZodError } from 'zod';
import { FilterError, Problem } from '@contraflow/contract';

/** An answer that a caller can act on: thrown anywhere below a controller, sent as problem details (RFC 9457). */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Omit<Problem, 'type'> & { type?: string }, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.name = 'ProblemError';
    this.problem = { type: 'about:blank', ...problem };
  }
}

/** A part of a request that does not fit its schema. */
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

const SHOWN_ISSUES = 5;

/** 400, naming each field that does not fit. */
export function invalidRequest(issues: readonly Issue[]): ProblemError {
  const said = issues.slice(0, SHOWN_ISSUES).map(({ path, message }) => {
    const name = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return name ? `${name}: ${message}` : message;
  });
  return new ProblemError({ title: 'The request is not valid', status: 400, detail: said.join('; ') });
}

/**
 * 503 of whatever needs Postgres while it is away.
 * @param since epoch milliseconds; null when nobody knows yet
 */
export function databaseAway(since: number | null): Problem {
  const when = since === null ? '' : ` since ${new Date(since).toISOString()}`;
  return {
    type: 'about:blank',
    title: 'Postgres is away',
    status: 503,
    detail: `The database has not answered${when}. Nothing is lost: capture spools and Kafka keep what is not recorded yet. Try again when it is back.`,
    retryAfter: 2,
  };
}

/** The problem of a mistake that the caller made, whoever found it; null when it is not the caller's. */
export function problemOfMistake(error: unknown): Problem | null {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof FilterError) {
    return { type: 'about:blank', title: 'The filter has a mistake', status: 400, detail: `${error.message} (column ${error.column}).`, column: error.column };
  }
  if (error instanceof ZodError) return invalidRequest(error.issues).problem;
  return null;
}
