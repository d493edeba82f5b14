import { compileFilter, FIELDS, LETTERS, type Comparison, type FieldName, type FilterNode, type Side } from '@contraflow/contract';

/** A condition with its parameters, numbered from the one that was asked for. */
export interface SqlFragment {
  text: string;
  values: unknown[];
}

export type Leaf = Exclude<FilterNode, { type: 'all' | 'and' | 'or' | 'not' }>;
/** Adds a parameter and answers its placeholder, such as `$3`. */
export type Bind = (value: unknown) => string;
/** A condition before its parameters are numbered: what folding drops binds nothing. Null where it cannot be said. */
export type Condition = boolean | ((bind: Bind) => string) | null;

/**
 * The condition of a filter over the columns of `http_exchange` or `kafka_record`;
 * it gives the answers of contract's `compileFilter`. Values are parameters only.
 * Its text is `false` where nothing on this side can match.
 * @param firstParameter the number of the first placeholder
 */
export function filterSql(node: FilterNode, side: Side, firstParameter = 1): SqlFragment {
  return numbered(combine(node, side, (leaf) => rowLeaf(leaf, side)) as Exclude<Condition, null>, firstParameter);
}

/** Gives a condition its parameters, numbered from `firstParameter`. */
export function numbered(condition: Exclude<Condition, null>, firstParameter: number): SqlFragment {
  if (typeof condition === 'boolean') return { text: String(condition), values: [] };
  const values: unknown[] = [];
  const text = condition((value) => `$${firstParameter - 1 + values.push(value)}`);
  return { text, values };
}

/**
 * Joins what `leaf` makes of each term, folding constants: a term about a field
 * that this side does not have is false. Null where a needed term is null.
 */
export function combine(node: FilterNode, side: Side, leaf: (leaf: Leaf) => Condition): Condition {
  switch (node.type) {
    case 'all':
      return true;
    case 'not':
      return negated(combine(node.node, side, leaf));
    case 'and':
    case 'or':
      return joined(node.type, combine(node.left, side, leaf), combine(node.right, side, leaf));
    default:
      return constant(node, side) ?? leaf(node);
  }
}

function negated(inner: Condition): Condition {
  if (inner === null) return null;
  return typeof inner === 'boolean' ? !inner : (bind) => `NOT (${inner(bind)})`;
}

function joined(type: 'and' | 'or', left: Condition, right: Condition): Condition {
  const deciding = type === 'or';
  if (left === deciding || right === deciding) return deciding;
  if (left === null || right === null) return null;
  if (typeof left === 'boolean') return right;
  if (typeof right === 'boolean') return left;
  return (bind) => `(${left(bind)} ${type.toUpperCase()} ${right(bind)})`;
}

function constant(leaf: Leaf, side: Side): boolean | null {
  if (leaf.type === 'free') return null;
  if (!(FIELDS[leaf.field].sides as readonly Side[]).includes(side)) return false;
  if (leaf.field !== 'side') return null;
  return compileFilter(leaf)({ kind: side, text: () => side, number: () => null, bytes: () => null });
}

/** Expressions of the fields on each side; `nullable` ones need their null turned into false. */
interface Columns {
  number: Partial<Record<FieldName, string>>;
  text: Partial<Record<FieldName, string>>;
  bytes: Partial<Record<FieldName, string>>;
  freeBytes: string[];
  nullable: ReadonlySet<string>;
}
const TRACE = `replace(trace_id::text, '-', '')`;
/** The words of the kinds, as the predicate compares them. */
const EXCHANGE_KIND = `(CASE exchange_kind ${Object.entries(LETTERS.exchangeKind).map(([word, letter]) => `WHEN '${letter}' THEN '${word}'`).join(' ')} END)`;
const COLUMNS: Record<Side, Columns> = {
  http: {
    number: { status: 'response_status_code', duration: 'duration_ns', size: 'response_body_size' },
    text: {
      service: 'service', method: 'request_method', route: 'route', path: 'url_path', query: 'url_query',
      client: 'client_address', agent: 'user_agent', error: 'error_type', exchange: EXCHANGE_KIND, trace: TRACE,
    },
    bytes: {},
    freeBytes: ['request_body', 'response_body'],
    nullable: new Set(['response_status_code', 'error_type', TRACE, 'request_body', 'response_body']),
  },
  kafka: {
    number: { partition: 'partition', offset: '"offset"', size: 'body_size' },
    text: { topic: 'topic', tombstone: `(CASE WHEN tombstone THEN 'true' ELSE 'false' END)`, trace: TRACE },
    bytes: { key: 'key' },
    freeBytes: ['key', 'value'],
    nullable: new Set([TRACE, 'key', 'value']),
  },
};
/** Free text is not looked for in what only repeats another field or names a side. */
const NOT_FREE: ReadonlySet<string> = new Set(['trace', 'tombstone', 'exchange']);

function rowLeaf(leaf: Leaf, side: Side): Condition {
  const columns = COLUMNS[side];
  if (leaf.type === 'free') return (bind) => freeSql(leaf.needle, columns, bind);
  const number = columns.number[leaf.field];
  const text = columns.text[leaf.field];
  const bytes = columns.bytes[leaf.field];
  const column = number ?? text ?? bytes;
  if (column === undefined) return false;
  const nullable = columns.nullable.has(column);
  if (leaf.type === 'exists') return nullable ? () => `${column} IS NOT NULL` : true;
  const test = (bind: Bind): string => {
    if (leaf.type === 'number') return numberSql(column, leaf.comparison, leaf.value, bind);
    return bytes ? textSql(foldedBytes(column), leaf.parts.map(binaryOfText), bind) : textSql(folded(column), leaf.parts, bind);
  };
  return nullable ? (bind) => `coalesce(${test(bind)}, false)` : test;
}

/** Compared as doubles, as the predicate does. */
function numberSql(column: string, comparison: Comparison, value: number, bind: Bind): string {
  return `${column}::float8 ${comparison} ${bind(value)}::float8`;
}

/** `folded` equals `parts` joined by wildcards. */
export function textSql(folded: string, parts: string[], bind: Bind): string {
  if (parts.length === 1) return `${folded} = ${bind(parts[0])}::text`;
  return `${folded} LIKE ${bind(parts.map((part) => part.replace(/[\\%_]/g, '\\$&')).join('%'))}::text`;
}

function freeSql(needle: string, columns: Columns, bind: Bind): string {
  const inText = bind(needle);
  const inBytes = bind(binaryOfText(needle));
  const places = [
    ...Object.entries(columns.text).filter(([field]) => !NOT_FREE.has(field)).map(([, column]) => [folded(column), inText, column]),
    ...columns.freeBytes.map((column) => [foldedBytes(column), inBytes, column]),
  ] as [string, string, string][];
  const tests = places.map(([where, what, column]) => {
    const test = `strpos(${where}, ${what}::text) > 0`;
    return columns.nullable.has(column) ? `coalesce(${test}, false)` : test;
  });
  return `(${tests.join(' OR ')})`;
}

/** Under the collation "C" lower() folds A-Z alone. */
export function folded(column: string): string {
  return `lower(${column} COLLATE "C")`;
}

/**
 * Bytes as text, one character a byte (LATIN1), ASCII folded. Text holds no NUL, so
 * that byte becomes 0x01, which no filter can hold either: in the escape format a
 * backslash is doubled, and once it is written in octal, `\000` is a NUL and nothing else.
 */
function foldedBytes(column: string): string {
  const withoutNul = `decode(replace(replace(encode(${column}, 'escape'), '\\\\', '\\134'), '\\000', '\\001'), 'escape')`;
  return folded(`convert_from(CASE WHEN position('\\x00'::bytea IN ${column}) = 0 THEN ${column} ELSE ${withoutNul} END, 'LATIN1')`);
}

/** The UTF-8 bytes of a text, one character a byte. */
function binaryOfText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
