import { FIELDS, type FieldName } from '@contraflow/contract';

/** What a part of the filter may be completed to. */
export interface Suggestion {
  /** Takes the place of the text from `from` to `to`. */
  insert: string;
  label: string;
  description: string;
}

export interface Suggestions {
  from: number;
  to: number;
  /** The field whose value is typed; null elsewhere. */
  field: FieldName | null;
  options: Suggestion[];
}

/** Values that were seen for a field, the likeliest first. */
export type KnownValues = (field: FieldName) => readonly string[];

const LIMIT = 12;
const USUAL: Partial<Record<FieldName, readonly string[]>> = {
  side: ['rest', 'kafka'],
  method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  status: ['>=500', '5xx', '4xx', '2xx', '404', '503'],
  duration: ['>100ms', '>500ms', '>1s'],
  size: ['>10kB', '>1MB'],
  tombstone: ['true', 'false'],
};

/** Completions of the word that the caret stands in: fields first, then values of its field. */
export function suggest(text: string, caret: number, known: KnownValues): Suggestions {
  const before = /(?:^|[\s(])-?([^\s()]*)$/.exec(text.slice(0, caret))?.[1] ?? '';
  const after = /^[^\s()]*/.exec(text.slice(caret))?.[0] ?? '';
  const place = { from: caret - before.length, to: caret + after.length };
  const colon = before.indexOf(':');
  if (before.includes('"')) return { ...place, field: null, options: [] };
  if (colon === -1) return { ...place, field: null, options: fields(before) };
  const field = before.slice(0, colon).toLowerCase();
  if (!Object.hasOwn(FIELDS, field)) return { ...place, field: null, options: [] };
  return { ...place, field: field as FieldName, options: values(field as FieldName, before.slice(colon + 1), known) };
}

function fields(start: string): Suggestion[] {
  const wanted = start.toLowerCase();
  return Object.entries(FIELDS)
    .filter(([name]) => name.startsWith(wanted))
    .map(([name, { description, example }]) => ({ insert: `${name}:`, label: `${name}:`, description: `${description}, as in ${example}` }));
}

function values(field: FieldName, start: string, known: KnownValues): Suggestion[] {
  const wanted = start.toLowerCase();
  const all = [...new Set([...(USUAL[field] ?? []), ...known(field)])];
  return all
    .filter((value) => value.toLowerCase().startsWith(wanted) && value.toLowerCase() !== wanted)
    .slice(0, LIMIT)
    .map((value) => ({ insert: `${field}:${quoted(value)} `, label: `${field}:${value}`, description: '' }));
}

function quoted(value: string): string {
  return /[\s()"]/.test(value) ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : value;
}

/** The text with a suggestion taken, and where the caret stands then. */
export function complete(text: string, { from, to }: Pick<Suggestions, 'from' | 'to'>, insert: string): { text: string; caret: number } {
  const rest = text.slice(to);
  const written = insert.endsWith(' ') && rest.startsWith(' ') ? insert.trimEnd() : insert;
  return { text: text.slice(0, from) + written + rest, caret: from + insert.length };
}
