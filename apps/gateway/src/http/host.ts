import { isIPv6 } from 'node:net';

/** RFC 3986, 3.2: a registered name or IPv4, or an IP literal in brackets, with a port or none. No user information. */
const AUTHORITY = /^(?:\[([0-9a-f:.]+|v[0-9a-f]+\.[\w\-.~!$&'()*+,;=:]+)\]|(?:[\w\-.~!$&'()*+,;=]|%[0-9a-f]{2})+)(?::(\d*))?$/i;

/** The last that was found good: most callers use one name. */
let lastGood = '';

/** Whether a Host field names a host as RFC 9110, 7.2 says. */
export function isAuthority(host: string): boolean {
  if (host === lastGood && host !== '') return true;
  const match = host.length <= 1_024 ? AUTHORITY.exec(host) : null;
  if (!match || Number(match[2] ?? 0) > 65_535) return false;
  const literal = match[1];
  if (literal !== undefined && !/^v/i.test(literal) && !isIPv6(literal)) return false;
  lastGood = host;
  return true;
}
