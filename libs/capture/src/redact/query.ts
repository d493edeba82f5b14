import type { RedactionContext } from './context.js';
import { REDACTED } from './redacted.js';

/**
 * Redacts the values of secret names in a query string or an `application/x-www-form-urlencoded` body, and what is
 * secret within the others (an address with a query of its own, JSON); everything else stays as it is, also where the
 * text was cut off.
 */
export function redactQuery(query: string, context: RedactionContext): string {
  const { rules } = context;
  if (query === '') return query;
  if (!rules.mayHoldSecretText(query)) {
    if (!query.includes('%')) return query;
    const decoded = decode(query);
    if (!rules.mayHoldSecretText(decoded) && !decoded.includes('%') && !context.cut) return query;
  }
  let changed = false;
  // What is named by another value: name=DB_PASSWORD&value=…
  let named = false;
  const pairs = query.split(/([&;])/);
  for (const [index, pair] of pairs.entries()) {
    if (index % 2 === 1) continue;
    const equals = pair.indexOf('=');
    const name = equals === -1 ? '' : decode(pair.slice(0, equals));
    const value = pair.slice(equals + 1);
    let redacted: string | null = null;
    if (equals !== -1 && (rules.isSecretParameter(name) || rules.isSecretField(name, name.split(/[.[\]]+/).slice(0, -1)))) redacted = REDACTED;
    else if (equals !== -1 && named && /^(?:value|val)$/i.test(name)) redacted = REDACTED;
    else if (value.length > 5) redacted = within(value, context, index === pairs.length - 1);
    if (equals !== -1 && /^(?:name|key|param|field)$/i.test(name) && value.length <= 128) named = rules.isSecretParameter(decode(value));
    if (redacted === null) continue;
    changed = true;
    pairs[index] = `${equals === -1 ? '' : pair.slice(0, equals + 1)}${redacted}`;
  }
  return changed ? pairs.join('') : query;
}

/** Redacts the path's named segments, the query and fragment, and the user information of whatever URL stands in a header's value. */
export function redactUrl(url: string, context: RedactionContext): string {
  const clean = url.replace(/\/\/[^/?#\s"']*@/g, `//${REDACTED}@`);
  const [start, ...parts] = clean.split(/([?#])/);
  const authority = /^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i.exec(start as string)?.[0] ?? '';
  const path = (start as string).slice(authority.length);
  return authority + context.rules.redactPath('', path).path + parts.map((part) => redactQuery(part, context)).join('');
}

/** What is secret within a value; null when nothing is. */
function within(value: string, context: RedactionContext, last: boolean): string | null {
  const encoded = value.includes('%') || value.includes('+');
  const text = encoded ? decode(value) : value;
  const mayEnd = context.cut && last;
  if (!mayEnd && !context.rules.mayHoldSecretText(text) && !text.includes('%')) return null;
  const redacted = context.within(text, mayEnd);
  if (redacted === text) return null;
  return encoded ? Buffer.from(redacted, 'latin1').toString('latin1').replace(/[^\w.~!*'()[\]:/?@-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`) : redacted;
}

/** Percent-encoding undone byte by byte, one character a byte. */
const decode = (text: string) => (/[%+]/.test(text) ? text.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text);
