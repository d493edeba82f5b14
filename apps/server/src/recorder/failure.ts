import { DatabaseError } from 'pg';
import { FenceRefused, isDataError } from '@contraflow/store';

/**
 * What to do about an error of a transaction: `refused` reject the source's batches, `data` look
 * for the row, `conflict` try again at once, `mistake` is ours and no use trying, `away` wait
 * until it works again: the server, its disk or our rights are gone.
 */
export type Failure = 'refused' | 'data' | 'conflict' | 'mistake' | 'away';

/** Serialisation failure, deadlock, lock not available. */
const CONFLICTS = new Set(['40001', '40P01', '55P03']);

export function failureOf(error: unknown): Failure {
  if (error instanceof FenceRefused) return 'refused';
  if (isDataError(error)) return 'data';
  if (error instanceof DatabaseError) return CONFLICTS.has(error.code ?? '') ? 'conflict' : 'away';
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) return 'mistake';
  return 'away';
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection broke',
  ETIMEDOUT: 'it does not answer',
  ENOTFOUND: 'its host name is not known',
  '53100': 'the disk of the database is full: make room there',
  '53200': 'the database server is out of memory',
  '53300': 'it has no connection left: raise max_connections',
  '42501': 'the database role lacks a right: grant it SELECT, INSERT and UPDATE on the tables and CREATE on the schema',
  '42P01': 'a table is missing: was another schema restored?',
  '28P01': 'the password is refused',
  '28000': 'the login is refused',
  '3D000': 'the database does not exist',
  '25006': 'the database is read-only: it may have become a standby',
  '57P01': 'the server is shutting down',
  '57P02': 'the server crashed and starts again',
  '57P03': 'the server is starting or stopping',
};

/** Why nothing can be stored, in words that leak nothing. */
export function describeFailure(error: unknown): string {
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string') return WORDS[code] ?? `it answers with error ${code}`;
  return 'the connection broke';
}
