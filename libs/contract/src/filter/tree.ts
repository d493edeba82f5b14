import type { FieldName } from './fields.js';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/**
 * The syntax tree of a filter, from which both the predicate for live and the SQL
 * for the store are made. Text is compared without regard to ASCII case.
 */
export type FilterNode =
  | { type: 'all' }
  | { type: 'and' | 'or'; left: FilterNode; right: FilterNode }
  | { type: 'not'; node: FilterNode }
  /** A number field; false on the side that does not have it, and where it is null. */
  | { type: 'number'; field: FieldName; comparison: Comparison; value: number }
  /** A text field equals `parts` joined by wildcards: ['a', 'b'] is a*b; one part is an exact match. Lower case. */
  | { type: 'text'; field: FieldName; parts: string[] }
  /** `field:*`: there is a value. */
  | { type: 'exists'; field: FieldName }
  /** Free text: the bytes stand in any searched field; ASCII lower case. */
  | { type: 'free'; needle: string };
