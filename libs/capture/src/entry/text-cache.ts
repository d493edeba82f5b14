const SLOTS = 4_096;
/** Longer texts are seldom the same again. */
const LONGEST = 64;

/**
 * Texts of ASCII bytes. Methods, routes and callers come again and again: the same bytes give the same string, made once.
 * What was not seen lately gives way.
 */
export class TextCache {
  private readonly texts = new Array<string>(SLOTS).fill('');

  textOf(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length > LONGEST) return bytes.toString('latin1', from, to);
    let hash = length;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.texts[slot] as string;
    if (known.length === length && isSame(known, bytes, from)) return known;
    return (this.texts[slot] = bytes.toString('latin1', from, to));
  }
}

function isSame(text: string, bytes: Buffer, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
