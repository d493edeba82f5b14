import type { Config } from './config.js';
import { isUnreachable } from './core/database.js';

/** Why the shop did not start, and what to do, in one sentence. */
export function explainStart(error: unknown, config: Config): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${config.shopPort} is taken by another program: stop it, or set SHOP_PORT to a free one.`;
  if (code === 'EADDRNOTAVAIL') return `${config.host} is not an address of this machine: set HOST to one that is.`;
  if (code === 'EACCES') return `Port ${config.shopPort} may not be used by this user: set SHOP_PORT to one above 1023.`;
  if (isUnreachable(error)) return `The shop’s database does not answer (${message}): start it, or set SHOP_DATABASE_URL to one that does.`;
  return `The shop could not start: ${message}`;
}
