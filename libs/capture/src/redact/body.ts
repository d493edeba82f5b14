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
  const text = bytes.toString('latin1');
  const redacted = redactBy(mediaType, text, rules);
  return redacted === text ? bytes : Buffer.from(redacted, 'latin1');
}

function redactBy(mediaType: string, text: string, rules: RedactionRules): string {
  if (mediaType === 'application/x-www-form-urlencoded') return redactQuery(text, rules.isSecretParameter);
  if (/\bx?html\b|[/+]xml\b/.test(mediaType)) return redactMarkup(text, rules);
  if (!/json\b/.test(mediaType) && !/^\s*[[{]/.test(text)) return redactText(text, rules);
  if (!rules.mayHoldSecret(text)) return text;
  return redactJson(text, rules.isSecretField) ?? redactText(text, rules);
}
