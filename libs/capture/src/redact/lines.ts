import type { RedactionContext } from './context.js';
import { mayBeName, pairRole } from './pairs.js';
import { REDACTED } from './redacted.js';
import { replaceSpans, type Span } from './spans.js';

const LINE = /^([ \t]*)((?:- +)*)(?:(["']?)([^\s"':#{}[\],&*!|>][^"':\r\n]{0,127}?)\3[ \t]*:(?=[ \t\r\n]|$)[ \t]*)?([^\r\n]*)/;
/** A mapping whose lines are being read. */
interface Mapping {
  indent: number;
  secret: boolean | null;
  values: Span[];
}

/**
 * Redacts in lines of YAML what the same line does not hold: the lines below a secret name that stand further in
 * (blocks, mappings, lists), and values beside a secret name (`- name: DB_PASSWORD`, `value: …`), in either order. What
 * stands in the line of its name is the business of redactText.
 */
export function redactLines(text: string, context: RedactionContext): string {
  if (!/^[ \t]*(?:- +)*["']?[\w.$ -]{1,128}["']?[ \t]*:(?:[ \t]|\r?$)/m.test(text)) return text;
  const spans: Span[] = [];
  const open: Mapping[] = [];
  /** Lines further in than this belong to the secret name above; -1 for none. */
  let below = -1;
  let at = 0;
  const closeTo = (indent: number, cut: boolean) => {
    while (open.length > 0 && (open[open.length - 1] as Mapping).indent >= indent) {
      const { secret, values } = open.pop() as Mapping;
      if (secret === true || (secret === null && cut)) spans.push(...values);
    }
  };
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, end);
    const [, space = '', dashes = '', , key, rest = ''] = LINE.exec(line) ?? [];
    const indent = space.length + dashes.length;
    const isBlank = line.trim() === '';
    if (below !== -1 && !isBlank) {
      if (space.length > below || (dashes !== '' && space.length === below)) {
        const from = at + (space + dashes).length;
        if (from < end) spans.push({ from, to: end - (line.endsWith('\r') ? 1 : 0), text: REDACTED });
        at = end + 1;
        continue;
      }
      below = -1;
    }
    if (!isBlank && key !== undefined) {
      closeTo(dashes === '' ? indent + 1 : space.length + 1, false);
      if (dashes !== '') closeTo(indent, false);
      let mapping = open[open.length - 1];
      if (mapping?.indent !== indent) open.push((mapping = { indent, secret: null, values: [] }));
      const value = rest.trim();
      const opens = value === '' || /^(?:[|>][-+\d]*|[&!]\S*)(?:\s+#.*)?$/.test(value);
      const kind = context.rules.kindOfField(key.trim());
      if (opens && kind === 'secret') below = indent;
      const role = pairRole(key.trim());
      if (role === 'name') {
        const name = value.replace(/^["']|["']$/g, '');
        const isSecret = mayBeName(name) && context.rules.isSecretField(name);
        if (mapping.secret === null || isSecret) mapping.secret = isSecret;
      } else if ((role === 'value' || role === 'content') && value !== '') {
        if (opens && mapping.secret === true) below = indent;
        else if (role === 'value' || mapping.secret === true) mapping.values.push({ from: end - rest.length, to: end - (line.endsWith('\r') ? 1 : 0), text: REDACTED });
      }
    }
    at = end + 1;
  }
  closeTo(0, context.cut);
  return replaceSpans(text, spans);
}
