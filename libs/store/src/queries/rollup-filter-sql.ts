import type { Comparison, FilterNode, Side } from '@contraflow/contract';
import { combine, folded, numbered, textSql, type Condition, type Leaf, type SqlFragment } from '../filter-sql.js';

/** Text columns of http_minute and kafka_minute that hold a filter's field as the rows do. */
const TEXT: Record<Side, Partial<Record<string, string>>> = {
  http: { service: 'service', route: 'route', method: 'request_method' },
  kafka: { topic: 'topic' },
};

/**
 * The condition of a filter over the minute roll-ups of a side.
 * @returns null where the roll-ups cannot tell, for example `status:404` or free text
 */
export function rollupFilterSql(node: FilterNode, side: Side, firstParameter = 1): SqlFragment | null {
  const condition = combine(node, side, (leaf) => minuteLeaf(leaf, side));
  return condition === null ? null : numbered(condition, firstParameter);
}

function minuteLeaf(leaf: Leaf, side: Side): Condition {
  if (leaf.type === 'free') return null;
  const text = TEXT[side][leaf.field];
  if (text !== undefined) {
    if (leaf.type === 'exists') return true;
    return leaf.type === 'text' ? (bind) => textSql(folded(text), leaf.parts, bind) : null;
  }
  if (leaf.field === 'partition') {
    if (leaf.type === 'exists') return true;
    return leaf.type === 'number' ? (bind) => `partition::float8 ${leaf.comparison} ${bind(leaf.value)}::float8` : null;
  }
  if (leaf.field !== 'status') return null;
  if (leaf.type === 'exists') return () => 'status_class > 0';
  return leaf.type === 'number' ? statusCondition(leaf.comparison, leaf.value) : null;
}

/** Only bounds between two classes can be told from the class; an unanswered exchange (class 0) has no status. */
function statusCondition(comparison: Comparison, value: number): Condition {
  const firstOutside = comparison === '>=' || comparison === '<' ? value : value + 1;
  if (comparison === '=' || !Number.isInteger(firstOutside) || firstOutside % 100 !== 0) return null;
  const above = comparison === '>=' || comparison === '>';
  return (bind) => `(status_class > 0 AND status_class ${above ? '>=' : '<'} ${bind(Math.min(firstOutside / 100, 1_000))}::int)`;
}
