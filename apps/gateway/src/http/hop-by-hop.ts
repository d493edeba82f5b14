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
