import { isUtf8 } from 'node:buffer';

/** Labels of text whose bytes are UTF-8 as they are. */
const UTF8 = /^(?:utf-?8|unicode-1-1-utf-8|us-ascii|ascii)$/;

/**
 * The charset that a body's text is in, as TextDecoder calls it: that of a byte order mark, else the declared one, else
 * UTF-16 where every other byte of the beginning is zero.
 * @returns null for UTF-8 and for what nobody declared; `unknown` for a name that no decoder knows
 */
export function charsetOf(declared: string, bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return null;
  if (declared === '' || UTF8.test(declared)) return looksUtf16(bytes);
  try {
    const { encoding } = new TextDecoder(declared);
    return encoding === 'utf-8' ? null : encoding;
  } catch {
    return 'unknown';
  }
}

/** ASCII in UTF-16 has a zero for every second byte. */
function looksUtf16(bytes: Buffer): string | null {
  if (bytes.length < 4 || (bytes[0] !== 0 && bytes[1] !== 0)) return null;
  if (bytes[0] !== 0 && bytes[1] === 0 && bytes[2] !== 0 && bytes[3] === 0) return 'utf-16le';
  return bytes[0] === 0 && bytes[1] !== 0 && bytes[2] === 0 && bytes[3] !== 0 ? 'utf-16be' : null;
}

/** The text in UTF-8; a character that was cut off at the end is left out where it can be told. */
export function toUtf8(bytes: Buffer, charset: string, truncated: boolean): Buffer {
  return Buffer.from(new TextDecoder(charset).decode(bytes, { stream: truncated }));
}

/** Whether bytes that nobody named the type of are text, as far as their beginning tells. */
export function looksLikeText(bytes: Buffer): boolean {
  if (charsetOf('', bytes) !== null) return true;
  const head = bytes.subarray(0, 512);
  for (const byte of head) if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) return false;
  // A character may be cut at the end of what is looked at.
  for (let cut = 0; cut < 4; cut += 1) if (isUtf8(head.subarray(0, head.length - cut))) return true;
  return false;
}
