export { FilterError } from './error.js';
export type { FilterNode, Comparison } from './tree.js';
export { FIELDS, type FieldName } from './fields.js';
export { parseFilter } from './parse.js';
export { matches, compileFilter, type FilterableFlow } from './predicate.js';
