/** Where a spreadsheet, or whoever cuts a file at each line, begins to read anew. */
const LINE_END = '[\\r\\n\\v\\f\\u0085\\u2028\\u2029]';
/** What they skip before they look: blanks of any kind, marks of byte order, controls. */
const SKIPPED = `(?:(?!${LINE_END})[\\s\\u0000-\\u001f\\u007f-\\u00a0\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff])*`;
/** Begins a formula (OWASP, "CSV Injection"), in full width too. */
const FORMULA = '[=+\\-@|%\\uff1d\\uff0b\\uff0d\\uff20]';
const FORMULA_LINE = new RegExp(`(^|${LINE_END})(?=${SKIPPED}${FORMULA})`, 'g');
const ODD_BEGINNING = /^[\t\r\n]/;

/**
 * Text that a spreadsheet shows instead of running: an apostrophe stands before each beginning of a formula, also
 * behind blanks and in the lines of a cell.
 */
export function withoutFormulas(text: string): string {
  const guarded = text.replace(FORMULA_LINE, "$1'");
  return ODD_BEGINNING.test(guarded) ? `'${guarded}` : guarded;
}
