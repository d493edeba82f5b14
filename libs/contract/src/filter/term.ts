import { FilterError } from './error.js';
import { FIELDS, fieldOf, type FieldName } from './fields.js';
import { asciiLower } from './text.js';
import type { Token } from './tokens.js';
import type { Comparison, FilterNode } from './tree.js';

type Term = Extract<Token, { type: 'term' }>;

/** The node of one term. @throws FilterError for unknown fields and values that do not fit them */
export function termNode(term: Term): FilterNode {
  if (term.field === null) {
    if (term.value === '') throw new FilterError('There is nothing between these quotes', term.column);
    return { type: 'free', needle: asciiLower(term.value) };
  }
  const field = fieldName(term.field, term.column);
  if (term.value === '' && !term.quoted) throw new FilterError(`${field}: needs a value, for example ${FIELDS[field].example}`, term.valueColumn);
  if (term.value === '*' && !term.quoted) return { type: 'exists', field };
  return fieldOf(field).type === 'number' ? numberNode(field, term) : textNode(field, term);
}

function fieldName(name: string, column: number): FieldName {
  const lower = name.toLowerCase();
  if (Object.hasOwn(FIELDS, lower)) return lower as FieldName;
  throw new FilterError(`There is no field ${name}. Fields: ${Object.keys(FIELDS).join(', ')}. To search for it as text, put it in quotes`, column);
}

function textNode(field: FieldName, term: Term): FilterNode {
  const value = asciiLower(term.value);
  if (field === 'side') return { type: 'text', field, parts: [sideValue(value, term)] };
  return { type: 'text', field, parts: term.quoted ? [value] : value.split('*') };
}

function sideValue(value: string, term: Term): string {
  if (value === 'rest' || value === 'http') return 'http';
  if (value === 'kafka') return 'kafka';
  throw new FilterError('side is rest or kafka', term.valueColumn);
}

function numberNode(field: FieldName, term: Term): FilterNode {
  const statusClass = field === 'status' ? /^([1-9])xx$/i.exec(term.value) : null;
  if (statusClass) return between(field, Number(statusClass[1]) * 100, Number(statusClass[1]) * 100 + 99);
  const range = /^([^.].*?)\.\.(.+)$/.exec(term.value);
  if (range) return between(field, amount(field, range[1] as string, term), amount(field, range[2] as string, term));
  const [, sign, rest] = /^(>=|<=|>|<|=)?(.*)$/.exec(term.value) as unknown as [string, Comparison | undefined, string];
  return { type: 'number', field, comparison: sign ?? '=', value: amount(field, rest, term) };
}

function between(field: FieldName, from: number, to: number): FilterNode {
  return {
    type: 'and',
    left: { type: 'number', field, comparison: '>=', value: from },
    right: { type: 'number', field, comparison: '<=', value: to },
  };
}

function amount(field: FieldName, text: string, term: Term): number {
  const { units } = fieldOf(field);
  const match = /^(\d{1,15}(?:\.\d{1,9})?)([a-zµ]*)$/i.exec(text);
  const suffix = match?.[2]?.toLowerCase() ?? '';
  const factor = units ? units[suffix] : suffix === '' ? 1 : undefined;
  if (!match || factor === undefined) {
    const known = units ? ` with one of ${Object.keys(units).filter(Boolean).join(', ')}` : '';
    throw new FilterError(`${field} is a number${known}, for example ${FIELDS[field].example}`, term.valueColumn);
  }
  return Number(match[1]) * factor;
}
