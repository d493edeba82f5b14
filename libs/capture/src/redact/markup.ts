import type { RedactionContext } from './context.js';
import { isHarmlessWord } from './names.js';
import { pairRole } from './pairs.js';
import { REDACTED } from './redacted.js';
import { replaceSpans, type Span } from './spans.js';
import { redactText } from './text.js';

const TAG = /<([A-Za-z_][\w:.-]*)((?:[^<>"']|"[^"]*(?:"|$)|'[^']*(?:'|$)){0,2048})(>|$)/g;
const NAMING = /(?:^|\s)(?:name|key|id|property|type)\s*=\s*["']?([^"'\s>]+)/gi;

/**
 * Redacts XML and HTML, whole or cut: the content of elements with a secret name, the values of attributes with one,
 * and values beside a secret `name=`, as in `<input name="csrf_token" value="…">`.
 */
export function redactMarkup(text: string, context: RedactionContext): string {
  return redactText(redactElements(redactNeighbours(text, context), context), context);
}

function redactElements(text: string, { rules }: RedactionContext): string {
  const isHtml = /^\s*<(?:!doctype html|html|head|body|form|div|p|input|meta|span|ul|table|h[1-6]|section|article|pre|script|style)\b/i.test(text);
  const secret = (name: string) => rules.isSecretField(name);
  const secretElement = (name: string, content: number) => {
    const kind = rules.kindOfField(name);
    if (kind === 'secret') return true;
    if (kind === 'plain' || (isHtml && kind === 'shape')) return false;
    const end = text.indexOf('<', content);
    const value = text.slice(content, end === -1 ? text.length : end).trim();
    if (value === '') return text.startsWith('<![CDATA[', end === -1 ? text.length : end);
    return !/^(?:true|false|\d{0,3})$/.test(value) && !(kind === 'shape' && isHarmlessWord(value));
  };
  const unclosed = new Set<string>();
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
    if (closing === '' || attributes.trimEnd().endsWith('/') || !(named || secretElement(name, end))) continue;
    // A name that is not closed behind here is not closed further on either.
    const closingTag = named || unclosed.has(name) ? -1 : text.indexOf(`</${name}`, end);
    if (closingTag === -1 && !named && unclosed.size < 64) unclosed.add(name);
    // An element named secret by an attribute may be empty, as HTML's <input>: then only its text up to the next tag.
    const nextTag = named ? text.indexOf('<', end) : closingTag;
    const to = nextTag === -1 ? text.length : nextTag;
    if (to > end) {
      out += text.slice(copied, end) + REDACTED;
      copied = to;
      TAG.lastIndex = to;
    }
  }
  return out + text.slice(copied);
}

const LEAF = /<([A-Za-z_][\w:.-]{0,127})(?:\s[^<>]{0,512})?>(?:<!\[CDATA\[)?([^<>]{0,65536}?)(?:\]\]>)?(<\/\1\s{0,8}>|<\/?[\w:.-]{0,128}$|$)/y;

/** An element that holds text alone. */
interface Leaf {
  tag: string;
  text: string;
  from: number;
  to: number;
}

/** Redacts the values beside an element that holds a secret name: `<name>DB_PASSWORD</name><value>…</value>`, in either order. */
function redactNeighbours(text: string, context: RedactionContext): string {
  const spans: Span[] = [];
  let group: Leaf[] = [];
  /** Whether an attribute of the element around says that the values in it are secret. */
  let isNamed = false;
  const end = (cut: boolean) => {
    redactGroup(group, isNamed, cut, spans, context);
    group = [];
    isNamed = false;
  };
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    LEAF.lastIndex = at;
    const match = LEAF.exec(text);
    if (match) {
      const [whole, tag, content, closing] = match as unknown as [string, string, string, string];
      const to = at + whole.length - closing.length;
      group.push({ tag, text: content.trim(), from: to - content.length - (whole.slice(0, whole.length - closing.length).endsWith(']]>') ? 3 : 0), to });
      at += whole.length;
    } else {
      const opening = /<([A-Za-z_][\w:.-]{0,127})([^<>]{0,512})>/y;
      opening.lastIndex = at;
      const tag = opening.exec(text);
      if (text.startsWith('<!--', at)) at += 4;
      // <value><string>…</string></value> is a value as well.
      else if (tag && pairRole(tag[1] as string) === 'value' && group.length > 0) at += 1;
      else if (tag) {
        end(false);
        isNamed = [...(tag[2] as string).matchAll(NAMING)].some(([, name]) => context.rules.isSecretField(name as string));
        at += 1;
      }
      else {
        end(false);
        at += 1;
      }
    }
  }
  end(context.cut || !/>\s*$/.test(text) || group.length > 0);
  return replaceSpans(text, spans);
}

function redactGroup(group: readonly Leaf[], isNamed: boolean, cut: boolean, spans: Span[], { rules }: RedactionContext): void {
  const names = group.filter(({ tag }) => pairRole(tag) === 'name');
  const secret = (leaf: Leaf) => leaf.text.length <= 128 && rules.isSecretField(leaf.text);
  for (const [index, leaf] of group.entries()) {
    const before = group[index - 1];
    const isValue = ['value', 'content'].includes(pairRole(leaf.tag));
    const named = names.length === 1 ? isValue && secret(names[0] as Leaf) : before !== undefined && names.includes(before) && secret(before);
    if (leaf.text !== '' && (named || (isNamed && isValue) || (cut && pairRole(leaf.tag) === 'value' && names.length === 0))) spans.push({ from: leaf.from, to: leaf.to, text: REDACTED });
  }
}
