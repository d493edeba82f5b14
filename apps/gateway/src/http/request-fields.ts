import { HOP_BY_HOP } from './hop-by-hop.js';

/**
 * What becomes of a request's field on its way to the upstream: `drop` never goes on, `claim` (who called, from where,
 * by which name) only where the proxy in front is trusted, the others are extended or looked at.
 */
export type FieldFate = 'pass' | 'drop' | 'te' | 'via' | 'forwarded' | 'x-forwarded-for' | 'x-forwarded-host' | 'x-forwarded-proto' | 'claim' | 'tracestate';

/** Written by us, or of no meaning behind us: HTTP2-Settings belongs to an upgrade to h2c, which we do not pass on. */
const OURS: ReadonlySet<string> = new Set(['host', 'content-length', 'traceparent', 'http2-settings']);
const OWN_FATE: ReadonlySet<string> = new Set(['te', 'via', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'tracestate']);

/** Names, beside X-Forwarded-*, by which proxies and services tell each other who called. */
const CLAIMS: ReadonlySet<string> = new Set([
  'forwarded', 'forwarded-for', 'forwarded-for-ip', 'x-real-ip', 'x-real-port', 'real-ip', 'x-client-ip', 'client-ip', 'x-client-port', 'x-cluster-client-ip', 'true-client-ip', 'x-true-client-ip',
  'cf-connecting-ip', 'cf-connecting-ipv6', 'cf-pseudo-ipv4', 'fastly-client-ip', 'fly-client-ip', 'x-vercel-forwarded-for', 'x-nf-client-connection-ip', 'do-connecting-ip',
  'x-original-forwarded-for', 'x-original-host', 'x-original-proto', 'x-original-remote-addr', 'x-originating-ip', 'x-remote-ip', 'x-remote-addr', 'remote-addr', 'x-remote-host', 'remote-host', 'x-host',
  'x-envoy-external-address', 'x-envoy-original-dst-host', 'x-azure-clientip', 'x-azure-socketip', 'x-appengine-remote-addr', 'x-appengine-user-ip', 'x-proxyuser-ip', 'x-proxy-user-ip', 'wl-proxy-client-ip', 'proxy-client-ip',
  'x-url-scheme', 'x-scheme', 'front-end-https',
]);

/** Whether a field says who called, from where or by which name; `lower` with hyphens. */
export const isClaim = (lower: string): boolean => lower.startsWith('x-forwarded') || CLAIMS.has(lower);

const CACHED_NAMES = 2_048;
const LONGEST_CACHED = 64;
const known = new Map<string, FieldFate>();

/** The fate of a field by its name as it came. Names come again and again, so each is looked at once. */
export function fateOf(name: string): FieldFate {
  let fate = known.get(name);
  if (fate !== undefined) return fate;
  fate = look(name.toLowerCase());
  if (name.length <= LONGEST_CACHED) {
    if (known.size >= CACHED_NAMES) known.clear();
    known.set(name, fate);
  }
  return fate;
}

function look(lower: string): FieldFate {
  if (OWN_FATE.has(lower)) return lower as FieldFate;
  if (HOP_BY_HOP.has(lower) || OURS.has(lower)) return 'drop';
  if (!isClaim(lower.replaceAll('_', '-'))) return 'pass';
  // To programs behind CGI or WSGI both spellings are one name, and proxies in front clean up but one of them.
  return lower.includes('_') ? 'drop' : 'claim';
}
