/** Fields of one connection only, never passed on (RFC 9110, 7.6.1). */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

const NEVER_IN_TRAILERS: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'content-length',
  'host',
  'trailer',
  'content-encoding',
  'content-type',
  'content-range',
  'authorization',
  'set-cookie',
  'cookie',
  'cache-control',
  'expect',
  'max-forwards',
]);

/** Fields that a sender names in Connection go no further either; null when there are none but the usual. */
export function connectionListed(raw: readonly string[]): ReadonlySet<string> | null {
  let listed: Set<string> | null = null;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    const value = (raw[i + 1] as string).toLowerCase();
    if (value === 'keep-alive' || value === 'close') continue;
    for (const token of value.split(',')) {
      const field = token.trim();
      if (field !== '' && field !== 'keep-alive' && field !== 'close') (listed ??= new Set()).add(field);
    }
  }
  return listed;
}

/** Trailer fields that may be passed on (RFC 9110, 6.5.1: nothing that frames, routes or authenticates). */
export function forwardableTrailers(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    if (!NEVER_IN_TRAILERS.has(name.toLowerCase())) pairs.push([name, raw[i + 1] as string]);
  }
  return pairs;
}
