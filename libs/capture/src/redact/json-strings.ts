/** The characters of a string's escaped content; null when it is not one. */
export function unescape(content: string): string | null {
  if (!content.includes('\\')) return content;
  try {
    // eslint-disable-next-line no-control-regex -- raw control characters are what JSON.parse refuses
    return JSON.parse(`"${content.replace(/[\0-\x1f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`) as string;
  } catch {
    return null;
  }
}

/** The same of a string that was cut, perhaps within an escape. */
export const unescapeCut = (content: string): string | null =>
  unescape(content.replace(/\\(?:u[\da-f]{0,3})?$/i, (cut, at: number) => (isEscaped(content, at) ? cut : '')));

/** Text as the content of a string of JSON, one character a byte: beyond latin1 only escapes keep that. */
export const escapeInto = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u0100-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whether the backslash at `at` is itself escaped by the one before it. */
function isEscaped(content: string, at: number): boolean {
  let slashes = 0;
  while (content.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
  return slashes % 2 === 1;
}
