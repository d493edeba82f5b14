import type { Config } from '../config.js';

/** Browsers keep a `__Host-` cookie only when it is Secure, for the whole host and set by the host itself. */
const nameOf = (config: Config) => (config.cookieSecure ? '__Host-contraflow' : 'contraflow');

/** Longer Cookie headers are not read: ours is less than a hundred characters. */
const HEADER_LIMIT = 8_192;

/** The session's token (43 characters of base64url) in a Cookie header, or null. */
export function readSessionCookie(config: Config, header: string | undefined): string | null {
  if (!header || header.length > HEADER_LIMIT) return null;
  const wanted = `${nameOf(config)}=`;
  const pair = header.split(';').map((part) => part.trim()).find((part) => part.startsWith(wanted));
  const token = pair?.slice(wanted.length) ?? '';
  return /^[\w-]{43}$/.test(token) ? token : null;
}

/** The Set-Cookie header for a new session; with null for one that ended. */
export function writeSessionCookie(config: Config, token: string | null): string {
  const maxAge = token === null ? 0 : config.sessionHours * 3_600;
  const secure = config.cookieSecure ? ' Secure;' : '';
  return `${nameOf(config)}=${token ?? ''}; Max-Age=${maxAge}; Path=/; HttpOnly;${secure} SameSite=Strict`;
}
