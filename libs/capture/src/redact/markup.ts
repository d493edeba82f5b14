import { REDACTED, type RedactionRules } from './rules.js';
import { redactText } from './text.js';

const TAG = /<([A-Za-z_][\w:.-]*)((?:[^<>"']|"[^"]*(?:"|$)|'[^']*(?:'|$)){0,2048})(>|$)/g;
const NAMING = /(?:^|\s)(?:name|key|id|property|type)\s*=\s*["']?([^"'\s>]+)/gi;

/**
 * Redacts XML and HTML, whole or cut: the content of elements with a secret name, the values of attributes with one,
 * and values beside a secret `name=`, as in `<input name="csrf_token" value="…">`.
 */
export function redactMarkup(text: string, rules: RedactionRules): string {
  const secret = (name: string) => rules.isSecretField(name);
  let out = '';
  let copied = 0;
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(text); tag; tag = TAG.exec(text)) {
    const [whole, name, attributes, closing] = tag as unknown as [string, string, string, string];
    const end = tag.index + whole.length;
    const named = [...attributes.matchAll(NAMING)].some(([, value]) => secret(value as string));
    // Of a tag that was cut, the name that makes its value secret may be missing.
    if (named || closing === '') {
      const values = attributes.replace(/((?:^|\s)(?:value|content)\s*=\s*)(?:"[^"]*"?|'[^']*'?|[^\s>]+)/gi, `$1"${REDACTED}"`);
      out += `${text.slice(copied, tag.index)}<${name}${values}${closing}`;
      copied = end;
    }
    if (closing === '' || attributes.trimEnd().endsWith('/') || !(named || secret(name))) continue;
    const closingTag = text.indexOf(`</${name}`, end);
    // An element named secret by an attribute may be empty, as HTML's <input>: then only its text up to the next tag.
    const nextTag = named ? text.indexOf('<', end) : closingTag;
    const to = nextTag === -1 ? text.length : nextTag;
    if (to > end) {
      out += text.slice(copied, end) + REDACTED;
      copied = to;
      TAG.lastIndex = to;
    }
  }
  return redactText(out + text.slice(copied), rules);
}
