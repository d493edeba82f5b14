/**
 * What a field says of the others beside it: `{"name": "DB_PASSWORD", "value": "…"}`. What is a `content`
 * holds other things too, as mails and answers do: it counts only beside a name.
 */
export type PairRole = 'none' | 'name' | 'value' | 'content';

const NAMES = new Set(['name', 'key', 'k', 'n', 'id', 'field', 'fieldname', 'property', 'param', 'parameter', 'variable', 'var', 'header', 'label', 'attribute', 'type', 'option', 'setting', 'path', 'pointer']);
const CONTENTS = new Set(['v', 'content', 'text', 'string', 'data', 'body', 'secretstring', 'old', 'new', 'before', 'after', 'int', 'integer', 'base64']);
const ROLES = new Map<string, PairRole>();
const KNOWN = 4_096;

/** @param field of JSON, of a row of YAML, an attribute or an element of XML, a column of CSV */
export function pairRole(field: string): PairRole {
  let role = ROLES.get(field);
  if (role !== undefined) return role;
  const name = field.slice(field.lastIndexOf(':') + 1).replace(/[-_. ]/g, '').toLowerCase();
  role = NAMES.has(name) || /(?:name|key)$/.test(name) ? 'name' : /(?:values?|^val)$/.test(name) ? 'value' : CONTENTS.has(name) ? 'content' : 'none';
  if (ROLES.size >= KNOWN) ROLES.clear();
  if (field.length <= 64) ROLES.set(field, role);
  return role;
}

/** Whether a value may be a name at all: short, and no sentence. */
export const mayBeName = (value: string) => value.length <= 128 && /^[\w.$\-[\]:/\x80-\uffff]+(?: [\w.-]+){0,2}$/.test(value);
