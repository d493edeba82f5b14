import { invalidRequest } from './problem-error.js';

/** Dates that Postgres and JavaScript both read: 1970 to 9999. */
const LAST = Date.UTC(9999, 11, 31);

/**
 * Hands on what asks about a half-open range of epoch milliseconds, if it can be asked about.
 * @throws ProblemError 400
 */
export function checkRange<T extends { from: number; to: number }>(asked: T): T {
  const { from, to } = asked;
  if (from < 0 || to > LAST) throw invalidRequest([{ path: [from < 0 ? 'from' : 'to'], message: 'has to be epoch milliseconds between the years 1970 and 9999' }]);
  if (from >= to) throw invalidRequest([{ path: ['from'], message: 'has to be before to' }]);
  return asked;
}
