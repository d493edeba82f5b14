import type { RedactionContext } from './context.js';
import type { NameKind } from './names.js';
import { isHarmlessWord } from './names.js';
import { mayBeName, pairRole } from './pairs.js';
import { REDACTED } from './redacted.js';
import type { RedactionRules } from './rules.js';
import { replaceSpans, type Span } from './spans.js';

/** Columns that are looked at. */
const MAX_COLUMNS = 512;

/**
 * Redacts the cells of columns whose heading is a secret name, and the cells behind a cell that is one
 * (`DB_PASSWORD,…`), in text separated by commas, semicolons, tabs or bars, cut at any place; then what is secret
 * within the others.
 */
export function redactCsv(text: string, context: RedactionContext): string {
  const spans: Span[] = [];
  const separator = separatorOf(text);
  let heading: { kinds: NameKind[]; names: number; values: number } | null = null;
  let row: Span[] = [];
  const end = () => {
    if (heading) redactRow(text.length, row, heading.kinds, spans, context);
    else {
      const names = row.map(({ text: cell }) => (mayBeName(cell) ? context.rules.kindOfField(cell) : 'plain'));
      // In a table of names and values the first row may be one of them.
      const isHeading = row.length > 2 || !(row.length === 2 && names[0] !== 'plain' && names[1] === 'plain') || pairRole(row[1]?.text ?? '') === 'value';
      heading = { kinds: isHeading ? names : row.map((): NameKind => 'plain'), names: -1, values: -1 };
      if (!isHeading) redactRow(text.length, row, heading.kinds, spans, context);
    }
    row = [];
  };
  let i = 0;
  while (i < text.length) {
    const [from, to] = [i, endOfCell(text, i, separator)];
    if (row.length < MAX_COLUMNS) row.push({ from, to, text: contentOf(text.slice(from, to)) });
    i = to;
    if (text[i] === separator) i += 1;
    else {
      end();
      if (text[i] === '\r') i += 1;
      if (text[i] === '\n') i += 1;
    }
  }
  if (row.length > 0) end();
  return replaceSpans(text, spans);
}

function redactRow(length: number, row: readonly Span[], kinds: readonly NameKind[], spans: Span[], context: RedactionContext): void {
  let before: NameKind = 'plain';
  for (const [column, cell] of row.entries()) {
    const kind = kinds[column] ?? 'plain';
    const here: boolean = isSecret(cell.text, kind) || (kind === 'plain' && isSecret(cell.text, before));
    if (here) spans.push({ ...cell, text: REDACTED });
    else if (context.rules.mayHoldSecretText(cell.text) || (context.cut && cell.to === length)) {
      const redacted = context.within(cell.text, context.cut && cell.to === length);
      if (redacted !== cell.text) spans.push({ ...cell, text: `"${redacted.replaceAll('"', '""')}"` });
    }
    before = !here && cell.text.length <= 128 && mayBeName(cell.text) ? context.rules.kindOfField(cell.text) : 'plain';
  }
}

const isSecret = (cell: string, kind: NameKind) => cell !== '' && (kind === 'secret' || (kind === 'scalar' && !/^\d{0,3}$/.test(cell)) || (kind === 'shape' && !isHarmlessWord(cell)));

function separatorOf(text: string): string {
  const first = /^[^\r\n]*/.exec(text.slice(0, 4_096))?.[0] ?? '';
  const counts = [',', ';', '\t', '|'].map((separator) => first.split(separator).length);
  return [',', ';', '\t', '|'][counts.indexOf(Math.max(...counts))] as string;
}

function endOfCell(text: string, from: number, separator: string): number {
  let i = from;
  if (text[from] === '"') {
    for (i = text.indexOf('"', from + 1); i !== -1 && text[i + 1] === '"'; i = text.indexOf('"', i + 2));
    if (i === -1) return text.length;
    i += 1;
  }
  while (i < text.length && text[i] !== separator && text[i] !== '\n' && text[i] !== '\r') i += 1;
  return i;
}

const contentOf = (cell: string) => (cell.startsWith('"') ? cell.slice(1, cell.endsWith('"') && cell.length > 1 ? -1 : undefined).replaceAll('""', '"') : cell).replace(/^\xef\xbb\xbf/, '').trim();

/** Whether text that does not say so is a table: two lines of as many cells, and in the first names alone, one of them secret. */
export function looksLikeTable(text: string, rules: RedactionRules): boolean {
  const [first = '', second] = text.slice(0, 8_192).split(/\r?\n/, 2);
  if (second === undefined) return false;
  const separator = separatorOf(first);
  const cells = first.split(separator).map(contentOf);
  return cells.length > 1 && second.split(separator).length === cells.length && cells.every((cell) => /^[\w.$ -]{1,64}$/.test(cell)) && cells.some((cell) => rules.isSecretField(cell));
}
