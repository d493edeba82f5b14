/** What stands for a segment that differs from request to request. */
export const PARAMETER = '{id}';

const LONGEST_LITERAL = 64;

/** Names with a number that mean one thing only, however much they look like ids: versions, algorithms, formats, standards. */
const NAMES = new RegExp(
  `^(?:v\\d+(?:[._-]?\\d+)*(?:[._-]?(?:alpha|beta|rc|preview)\\d*)?|(?:${[
    'sha', 'sha[123]-', 'md', 'crc', 'aes', 'des', 'rsa', 'ed', 'x', 'p', 'secp', 'hs', 'rs', 'es', 'ps', 'blake', 'base', 'utf', 'ucs', 'iso', 'rfc', 'ean', 'upc', 'isbn', 'windows', 'cp', 'latin', 'ascii', 'ieee',
    'oauth', 'oidc', 'saml', 'http', 'h', 'ipv', 'ip', 'tls', 'socks', 's', 'ec', 'web', 'mp', 'm', 'k', 'i', 'l', 'a', 'log', 'css', 'html', 'es', 'ecma', 'oas', 'fa', 'mfa', 'utc', 'gmt', 'win', 'arm', 'office', 'model', 'tier', 'level', 'layer', 'step', 'phase', 'stage', 'part', 'covid', 'top', 'page',
  ].join('|')})[-_]?\\d{1,3}[a-z]{0,2}|(?:iso|rfc|windows|ed|secp|ieee|ecma)[-_.]?\\d{1,5}(?:[-_.:]\\d{1,4}|[a-z]\\d)?)$`,
  'i',
);
const DIGITS = /^\d+$/;
const IDS = [
  DIGITS,
  /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i,
  /^(?=.*\d)[0-9a-f]{8,}$/i,
  /^\d{4}-\d{2}(-\d{2}([T ].*)?)?$/,
  // telephone numbers, ISBNs, addresses, coordinates
  /^(?=(?:\D*\d){6})\+?[\d ().,-]{6,}[\dXx)]$/,
  /^\d{1,3}(?:\.\d{1,3}){3}$/,
  /^(?=.*:.*:)[0-9a-f:.]{3,}$/i,
  /^-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?$/,
  // o-88213, ord_42, INV-2026-0001
  /^[a-z]{1,16}([-_.:]\d+)+$/i,
  // a88213
  /^[a-z]{1,4}\d{3,}$/i,
  // long and mixed, as ULIDs, base64url and signed tokens are
  /^(?=.*\d)(?=.*[a-z])[\w~.=-]{16,}$/i,
  /^[^/]*@[^/]*$/,
];
const KEY = /^([A-Za-z_][\w.]*)\((.+)\)$/;
const ACTION = /^([^:]+)(:[a-z][A-Za-z]{1,40})$/;
const FILE = /^([^.]+)(\.[a-z][a-z0-9]{1,4})$/i;
/** Letters only: nothing to look for. */
const PLAIN = /^[A-Za-z_-]{1,64}$/;

/** Whether one look at a segment suffices to say that it is a value, not a name. */
function isId(segment: string): boolean {
  if (segment.length > LONGEST_LITERAL) return true;
  return /[\d@]/.test(segment) && !NAMES.test(segment) && IDS.some((shape) => shape.test(segment));
}

/**
 * A segment as it stands in a route: values by their shape as `{id}`, also as the key of an OData set (`Products({id})`),
 * before an action (`{id}:cancel`) or a file's ending (`{id}.json`); matrix parameters left out.
 */
export function segmentOfRoute(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  if (DIGITS.test(raw)) return PARAMETER;
  const semicolon = raw.indexOf(';');
  const segment = decoded(semicolon > 0 ? raw.slice(0, semicolon) : raw);
  const key = segment.endsWith(')') ? KEY.exec(segment) : null;
  if (key) return `${key[1]}(${PARAMETER})`;
  const ending = segment.includes('@') ? null : segment.includes(':') ? ACTION.exec(segment) : segment.includes('.') ? FILE.exec(segment) : null;
  if (ending && isId(ending[1] as string)) return `${PARAMETER}${ending[2]}`;
  return isId(segment) ? PARAMETER : semicolon > 0 ? raw.slice(0, semicolon) : raw;
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
