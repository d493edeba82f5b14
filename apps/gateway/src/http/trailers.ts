import { connectionListed, HOP_BY_HOP } from './hop-by-hop.js';
import { isClaim } from './request-fields.js';

/** RFC 9110, 6.5.1: nothing that frames, routes, conditions, authenticates, controls caches or says how a body is to be read. */
const NEVER_IN_TRAILERS: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'content-length', 'trailer', 'content-encoding', 'content-type', 'content-range', 'content-location', 'content-disposition',
  'host', 'via', 'max-forwards', 'location', 'http2-settings', 'traceparent', 'tracestate', 'x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-url', 'x-rewrite-url',
  'expect', 'range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range',
  'authorization', 'www-authenticate', 'cookie', 'set-cookie', 'set-cookie2', 'origin', 'x-api-key', 'x-csrf-token', 'x-xsrf-token',
  'cache-control', 'pragma', 'age', 'date', 'expires', 'vary', 'warning', 'retry-after', 'clear-site-data', 'strict-transport-security',
]);

/** Whether a field may stand behind a body; CGI and WSGI make one name of `Content-Type` and `Content_Type`. */
function mayTrail(name: string, listed: ReadonlySet<string> | null): boolean {
  const lower = name.toLowerCase();
  const hyphens = lower.replaceAll('_', '-');
  return !NEVER_IN_TRAILERS.has(hyphens) && !isClaim(hyphens) && !hyphens.startsWith('access-control-') && !listed?.has(lower);
}

/**
 * Trailer fields that may be passed on.
 * @param head the fields in front of the body: what they name in Connection goes no further
 */
export function forwardableTrailers(raw: readonly string[], head: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  if (raw.length === 0) return pairs;
  const listed = connectionListed(head);
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    if (mayTrail(name, listed)) pairs.push([name, raw[i + 1] as string]);
  }
  return pairs;
}
