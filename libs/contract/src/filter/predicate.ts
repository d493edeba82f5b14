import type { Side } from '../flow.js';
import { FREE_TEXT, fieldOf, type FieldName } from './fields.js';
import { asciiLower, binaryOfText, matchesParts } from './text.js';
import type { Comparison, FilterNode } from './tree.js';

export type FreeBytes = (typeof FREE_TEXT)[Side]['bytes'][number];

/** A flow as the predicate sees it. Values it does not have are null. */
export interface FilterableFlow {
  readonly kind: Side;
  number(field: FieldName): number | null;
  text(field: FieldName): string | null;
  /** Bytes as a string of one character (0-255) a byte, such as Node's latin1. */
  bytes(field: FreeBytes): string | null;
}

type Predicate = (flow: FilterableFlow) => boolean;

/**
 * Compiles a filter for flows in memory. The SQL of the store gives the same
 * answers; a property test holds the two together. Nothing is evaluated as code.
 */
export function compileFilter(node: FilterNode): Predicate {
  switch (node.type) {
    case 'all':
      return () => true;
    case 'and': {
      const [left, right] = [compileFilter(node.left), compileFilter(node.right)];
      return (flow) => left(flow) && right(flow);
    }
    case 'or': {
      const [left, right] = [compileFilter(node.left), compileFilter(node.right)];
      return (flow) => left(flow) || right(flow);
    }
    case 'not': {
      const inner = compileFilter(node.node);
      return (flow) => !inner(flow);
    }
    case 'number':
      return onSide(node.field, compare(node.field, node.comparison, node.value));
    case 'text':
      return onSide(node.field, fieldOf(node.field).type === 'bytes' ? bytesMatch(node.field, node.parts) : textMatch(node.field, node.parts));
    case 'exists':
      return onSide(node.field, exists(node.field));
    case 'free':
      return free(node.needle);
  }
}

/** One flow against one filter; compile the filter instead where there are many flows. */
export function matches(node: FilterNode, flow: FilterableFlow): boolean {
  return compileFilter(node)(flow);
}

function onSide(field: FieldName, predicate: Predicate): Predicate {
  const { sides } = fieldOf(field);
  return sides.length === 2 ? predicate : (flow) => flow.kind === sides[0] && predicate(flow);
}

function compare(field: FieldName, comparison: Comparison, wanted: number): Predicate {
  const test = COMPARISONS[comparison];
  return (flow) => {
    const value = flow.number(field);
    return value !== null && test(value, wanted);
  };
}

const COMPARISONS: Record<Comparison, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function textMatch(field: FieldName, parts: string[]): Predicate {
  return (flow) => {
    const value = flow.text(field);
    return value !== null && matchesParts(asciiLower(value), parts);
  };
}

function bytesMatch(field: FieldName, parts: string[]): Predicate {
  const binary = parts.map(binaryOfText);
  return (flow) => {
    const value = flow.bytes(field as FreeBytes);
    return value !== null && matchesParts(asciiLower(value), binary);
  };
}

function exists(field: FieldName): Predicate {
  const { type } = fieldOf(field);
  if (type === 'number') return (flow) => flow.number(field) !== null;
  if (type === 'bytes') return (flow) => flow.bytes(field as FreeBytes) !== null;
  return (flow) => flow.text(field) !== null;
}

function free(needle: string): Predicate {
  const binary = binaryOfText(needle);
  return (flow) => {
    const searched = FREE_TEXT[flow.kind];
    return (
      searched.text.some((field) => contains(flow.text(field), needle)) ||
      searched.bytes.some((field) => contains(flow.bytes(field), binary))
    );
  };
}

function contains(value: string | null, needle: string): boolean {
  return value !== null && asciiLower(value).includes(needle);
}
