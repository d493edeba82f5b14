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
  if (!text.includes('{') && !/^[ \t]*(?:- +)*["']?[\w.$ -]{1,128}["']?[ \t]*:(?:[ \t]|\r?$)/m.test(text)) return text;
  const spans: Span[] = [];
  const open: Mapping[] = [];
  /** Lines further in than this belong to the secret name above; -1 for none. */
  let below = -1;
  /** Whether nothing has followed that name yet: then also a line that is no pair, as in a letter. */
  let expects = false;
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
      if (space.length > below || (dashes !== '' && space.length === below) || (expects && key === undefined)) {
        expects = false;
        const from = at + (space + dashes).length;
        if (from < end) spans.push({ from, to: end - (line.endsWith('\r') ? 1 : 0), text: REDACTED });
        at = end + 1;
        continue;
      }
      below = -1;
      expects = false;
    }
    if (line.includes('{') && line.includes(':')) redactFlow(line, at, spans, context);
    if (!isBlank && key !== undefined) {
      closeTo(dashes === '' ? indent + 1 : space.length + 1, false);
      if (dashes !== '') closeTo(indent, false);
      let mapping = open[open.length - 1];
      if (mapping?.indent !== indent) open.push((mapping = { indent, secret: null, values: [] }));
      const value = rest.trim();
      const opens = value === '' || /^(?:[|>][-+\d]*|[&!]\S*)(?:\s+#.*)?$/.test(value);
      const kind = context.rules.kindOfField(key.trim());
      if (kind === 'secret' && (opens || /^\S+$/.test(key))) {
        below = indent;
        expects = value === '';
      }
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

/** `{name: DB_PASSWORD, value: …}` in a line. */
function redactFlow(line: string, at: number, spans: Span[], context: RedactionContext): void {
  for (const flow of line.matchAll(/\{([^{}]{1,1024})\}/g)) {
    const parts = [...(flow[1] as string).matchAll(/\s*["']?([\w.-]{1,64})["']?:\s*("[^"]*"|'[^']*'|[^,]*)/g)];
    const isSecret = parts.some(([, key, value]) => pairRole(key as string) === 'name' && mayBeName((value as string).trim().replace(/^["']|["']$/g, '')) && context.rules.isSecretField((value as string).trim().replace(/^["']|["']$/g, '')));
    if (!isSecret) continue;
    for (const part of parts) {
      const value = part[2] as string;
      const to = at + flow.index + 1 + part.index + part[0].length;
      if (['value', 'content'].includes(pairRole(part[1] as string)) && value !== '') spans.push({ from: to - value.length, to, text: REDACTED });
    }
  }
}
