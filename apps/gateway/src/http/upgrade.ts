const PROTOCOL = /^[!#$%&'*+\-.^`|~\w]+(?:\/[!#$%&'*+\-.^`|~\w]+)?$/;
/** HTTP/2 and 3, with drafts and version: their frames would pass by everything that is done here to requests. */
const HTTP = /^(?:h2c?|h2c?-\d+|h3(?:-\d+)?|https?|http\/[\d.]+|tls\/[\d.]+)$/i;

/**
 * What a caller may ask the upstream to switch to: the protocols of its Upgrade field without other versions of HTTP
 * and without what is no protocol's name; null when nothing is left.
 * @param value all Upgrade fields, joined with commas
 */
export function passableProtocols(value: string): string | null {
  if (value === 'websocket') return value;
  const names = value.split(',').map((name) => name.trim());
  return names.filter((name) => PROTOCOL.test(name) && !HTTP.test(name)).join(', ') || null;
}
