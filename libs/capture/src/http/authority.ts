/** Host and port of a `Host` header (RFC 9110, 7.2), IPv6 without its brackets; the fallback where it is missing or not one. */
export function parseAuthority(host: string | undefined, scheme: 'http' | 'https', fallback: { host: string; port: number }): { host: string; port: number } {
  const match = host === undefined ? null : /^(?:\[([0-9a-f:.]+)\]|([^:/?#@\s]+))(?::(\d{1,5}))?$/i.exec(host);
  if (!match) return fallback;
  const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
  return port > 65_535 ? fallback : { host: (match[1] ?? match[2]) as string, port };
}
