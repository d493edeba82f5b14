import { REDACTED } from './rules.js';

/**
 * Redacts the values of secret names in a query string or an
 * `application/x-www-form-urlencoded` body; everything else stays as it is, also
 * where the text was cut off.
 */
export function redactQuery(query: string, isSecret: (name: string) => boolean): string {
  if (query === '') return query;
  let changed = false;
  const pairs = query.split(/([&;])/).map((pair) => {
    const equals = pair.indexOf('=');
    if (equals === -1 || !isSecret(decodeName(pair.slice(0, equals)))) return pair;
    changed = true;
    return `${pair.slice(0, equals)}=${REDACTED}`;
  });
  return changed ? pairs.join('') : query;
}

/** Redacts the query values and the user information of whatever URL stands in a header's value. */
export function redactUrl(url: string, isSecret: (name: string) => boolean): string {
  const clean = url.replace(/\/\/[^/?#@\s]*@/g, `//${REDACTED}@`);
  const from = clean.search(/[?#]/);
  return from === -1 ? clean : clean.slice(0, from + 1) + redactQuery(clean.slice(from + 1), isSecret);
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  }
}
