import type { IncomingMessage } from 'node:http';
import type { ErrorType } from '../errors.js';
import { isAuthority } from './host.js';

/** Largest head that is passed on, in bytes. Node's parser takes more, so that what is refused can be told and recorded. */
export const MAX_HEAD_BYTES = 64 * 1024;

export interface Fault {
  type: ErrorType;
  /** See problemBody. */
  reason: string | null;
}

const malformed = (reason: string): Fault => ({ type: 'client_malformed', reason });

/**
 * What is wrong with the head of a request (RFC 9112, 3.2 and 6.1) so that it goes no further; null when nothing is.
 * @param host what the request is for: of the target's absolute form, else of the Host field
 */
export function requestFault({ rawHeaders: raw, httpVersion, url, headers }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion' | 'url' | 'headers'>, host: string): Fault | null {
  let field: string | null = null;
  let size = url?.length ?? 0;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    size += name.length + value.length + 4;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (field !== null) return malformed('It has two Host fields');
    field = value;
  }
  if (size > MAX_HEAD_BYTES) return { type: 'client_head_too_large', reason: null };
  if (field === null && httpVersion !== '1.0') return malformed('It has no Host field');
  if (field !== null && !isAuthority(field)) return malformed('Its Host field is not a host with or without a port');
  if (field !== host && host !== '' && !isAuthority(host)) return malformed('Its target does not name a host with or without a port');
  const coding = headers['transfer-encoding'];
  return coding === undefined || coding.toLowerCase() === 'chunked' ? null : { type: 'unsupported_transfer_coding', reason: null };
}
