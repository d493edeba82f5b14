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

/**
 * What is wrong with how a request names its host (RFC 9112, 3.2); null when nothing is.
 * @param host what the request is for: of the target's absolute form, else of the Host field
 */
export function hostFault(raw: readonly string[], httpVersion: string, host: string): string | null {
  let field: string | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (field !== null) return 'It has two Host fields';
    field = raw[i + 1] as string;
  }
  if (field === null && httpVersion !== '1.0') return 'It has no Host field';
  if (field !== null && !isAuthority(field)) return 'Its Host field is not a host with or without a port';
  if (field !== host && host !== '' && !isAuthority(host)) return 'Its target does not name a host with or without a port';
  return null;
}
