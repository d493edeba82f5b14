export { FilterError } from './error.js';
export { FIELDS, FREE_TEXT, fieldOf, type FieldDefinition, type FieldName, type FieldType } from './fields.js';
export { parseFilter } from './parse.js';
export { compileFilter, matches, type FilterableFlow, type FreeBytes } from './predicate.js';
export { asciiLower, binaryOfText } from './text.js';
export type { Comparison, FilterNode } from './tree.js';
