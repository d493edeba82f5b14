/** What stands behind the question mark of an address: text, or several texts where a name stands more than once. */
export type SearchWords = Record<string, string | string[]>;

/**
 * Reads it as plain text. Not as JSON, which the router does by itself: a filter such as `1e3`, `true` or
 * a long number would come out as something else than what was typed.
 */
export function readSearch(search: string): SearchWords {
  const words: SearchWords = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = Object.hasOwn(words, name) ? words[name] : undefined;
    const next = before === undefined ? value : [before, value].flat();
    Object.defineProperty(words, name, { value: next, enumerable: true, configurable: true, writable: true });
  }
  return words;
}

/** The reverse; what is undefined is left out. */
export function writeSearch(search: Record<string, unknown>): string {
  const words = Object.entries(search).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined || one === null || one === false ? [] : [[name, String(one)]])),
  );
  const text = new URLSearchParams(words).toString();
  return text === '' ? '' : `?${text}`;
}
