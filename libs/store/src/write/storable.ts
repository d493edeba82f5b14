/**
 * A string as a text column holds it: NUL and lone surrogates become U+FFFD. COPY does the
 * same, so that a key of a roll-up equals the column of its rows.
 */
export function storable(text: string): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}
