import type { RedactionContext } from './context.js';
import { looksLikeTable, redactCsv } from './csv.js';
import { redactJson } from './json.js';
import { redactLines } from './lines.js';
import { redactMarkup } from './markup.js';
import { redactQuery, redactUrl } from './query.js';
import { REDACTED } from './redacted.js';
import type { RedactionRules } from './rules.js';
import { redactText } from './text.js';

/** A text in a text in a text …: as deep as this. What is deeper is not read, and is secret when it may hold a secret. */
const NESTED = 8;

type Redactor = (text: string, context: RedactionContext) => string;

/**
 * Redacts the beginning of a body by its media type.
 * @param bytes decoded of any content coding; may be cut at any place
 * @param mediaType lower case, without parameters; '' when it is not known
 * @param truncated whether it is cut; where that is not said it may be
 * @returns the same bytes when nothing in them is secret
 */
export function redactBody(bytes: Buffer, mediaType: string, rules: RedactionRules, truncated?: boolean): Buffer {
  const redact = redactorOf(mediaType);
  // Most hold no such word. Forms are decoded first, and of markup that was cut the one that matters may be missing.
  if (redact !== redactForm && redact !== redactMarkup && !rules.mayHoldSecret(bytes) && !mayEndInSecret(bytes, truncated)) return bytes;
  const text = bytes.toString('latin1');
  const redacted = redact(text, contextOf(rules, NESTED, truncated ?? isOpen(bytes)));
  return redacted === text ? bytes : Buffer.from(redacted, 'latin1');
}

/** Redacts a header's value or another short text of unknown grammar, one character a byte. */
export const redactFragment = (text: string, rules: RedactionRules): string => redactUnknown(text, contextOf(rules, NESTED, false));

/** Redacts the query of a request, without its `?`. */
export const redactTargetQuery = (query: string, rules: RedactionRules): string => (query === '' ? query : redactQuery(query, contextOf(rules, NESTED, false)));

/** Redacts a header's value that is an address or holds some. */
export const redactHeaderUrl = (value: string, rules: RedactionRules): string => {
  const context = contextOf(rules, NESTED, false);
  const redacted = redactUrl(value, context);
  return rules.mayHoldSecretText(redacted) ? redactText(redacted, context) : redacted;
};

function contextOf(rules: RedactionRules, depth: number, cut: boolean): RedactionContext {
  return {
    rules,
    cut,
    within(text, isCut) {
      if (depth > 0) return redactUnknown(text, contextOf(rules, depth - 1, isCut));
      return rules.mayHoldSecretText(text) ? REDACTED : text;
    },
  };
}

function redactorOf(mediaType: string): Redactor {
  if (mediaType === 'application/x-www-form-urlencoded') return redactForm;
  if (/\bx?html\b|[/+]xml\b/.test(mediaType)) return redactMarkup;
  if (/\b(?:csv|tab-separated-values)\b/.test(mediaType)) return redactTable;
  return /json\b/.test(mediaType) ? redactSaidJson : redactUnknown;
}

const redactForm: Redactor = (text, context) => redactQuery(text, context);
const redactTable: Redactor = (text, context) => redactCsv(text, context);
const redactSaidJson: Redactor = (text, context) => redactJson(text, context) ?? redactLoose(text, context);
const redactUnknown: Redactor = (text, context) => {
  if (/^\s*(?:[[{]|"(?=[^]*"\s*$))/.test(text)) return redactSaidJson(text, context);
  if (/^\s*<[!?A-Za-z]/.test(text)) return redactMarkup(text, context);
  return redactLoose(looksLikeTable(text, context.rules) ? redactCsv(text, context) : text, context);
};
const redactLoose: Redactor = (text, context) => redactText(redactLines(redactJsonInLines(text, context), context), context);

/** Server-sent events, logs and JSONP have JSON behind something else in a line. */
function redactJsonInLines(text: string, context: RedactionContext): string {
  if (!/[[{]\s*["[{]/.test(text)) return text;
  return text.replace(/[^\r\n]+/g, (line) => {
    const from = line.search(/[[{]\s*["[{]/);
    if (from === -1) return line;
    const to = Math.max(line.lastIndexOf('}'), line.lastIndexOf(']')) + 1;
    const part = to > from ? line.slice(from, to) : line.slice(from);
    return line.slice(0, from) + (redactJson(part, context) ?? part) + line.slice(from + part.length);
  });
}

/** Whether JSON or text ends in the middle, as far as its last byte tells. */
function isOpen(bytes: Buffer): boolean {
  const last = lastByte(bytes);
  return last !== 0x7d && last !== 0x5d && last !== 0x22 && /^\s*[[{"]/.test(bytes.toString('latin1', 0, 64));
}

function lastByte(bytes: Buffer): number {
  let i = bytes.length - 1;
  while (i >= 0 && (bytes[i] as number) <= 0x20) i -= 1;
  return bytes[i] ?? 0;
}

/** Whether the end of a text that was cut may have lost what makes it secret: `{"value": "…`, `//user:pass…`. */
function mayEndInSecret(bytes: Buffer, truncated: boolean | undefined): boolean {
  if (truncated === false || (truncated === undefined && !isOpen(bytes))) return false;
  if (bytes.includes('"value"') || bytes.includes('"val') || bytes.includes('value:') || bytes.includes('Value"')) return true;
  for (let i = bytes.length - 1; i >= 0 && i > bytes.length - 1_024; i -= 1) {
    const byte = bytes[i] as number;
    if (byte === 0x3a) return true;
    if (byte <= 0x20 || byte === 0x22) return false;
  }
  return false;
}
