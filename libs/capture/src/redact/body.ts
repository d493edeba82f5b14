import { redactJson } from './json.js';
import { redactMarkup } from './markup.js';
import { redactQuery } from './query.js';
import type { RedactionRules } from './rules.js';
import { redactText } from './text.js';

/**
 * Redacts the beginning of a body by its media type.
 * @param bytes decoded of any content coding; may be cut at any place
 * @param mediaType lower case, without parameters
 * @returns the same bytes when nothing in them is secret
 */
export function redactBody(bytes: Buffer, mediaType: string, rules: RedactionRules): Buffer {
  const redact = redactorOf(mediaType);
  // Most hold no such word. Forms have names of their own, and of markup that was cut the one that matters may be missing.
  if ((redact === redactSaidJson || redact === redactSaidText) && !rules.mayHoldSecret(bytes)) return bytes;
  const text = bytes.toString('latin1');
  const redacted = redact(text, rules);
  return redacted === text ? bytes : Buffer.from(redacted, 'latin1');
}

type Redactor = (text: string, rules: RedactionRules) => string;

function redactorOf(mediaType: string): Redactor {
  if (mediaType === 'application/x-www-form-urlencoded') return redactForm;
  if (/\bx?html\b|[/+]xml\b/.test(mediaType)) return redactMarkup;
  return /json\b/.test(mediaType) ? redactSaidJson : redactSaidText;
}

const redactForm: Redactor = (text, rules) => redactQuery(text, rules.isSecretParameter);
const redactSaidJson: Redactor = (text, rules) => redactJson(text, rules.isSecretField) ?? redactText(text, rules);
const redactSaidText: Redactor = (text, rules) => (/^\s*[[{]/.test(text) ? redactSaidJson : redactText)(text, rules);
