/** The bytes of base64 text. */
export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Text as UTF-8, or null where the bytes are none. At a cut end up to three bytes of
 * an unfinished character are forgiven.
 */
export function utf8(bytes: Uint8Array, cut = false): string | null {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let missing = 0; missing <= (cut ? 3 : 0); missing += 1) {
    try {
      return decoder.decode(bytes.subarray(0, bytes.length - missing));
    } catch {
      // Perhaps the end was cut within a character: try without its last byte.
    }
  }
  return null;
}

/** Text that a person can read: no control characters but the ones of layout. */
export function isReadable(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
}

/** One line of a hex dump: where it begins, sixteen bytes, and what of them prints. */
export interface HexLine {
  at: string;
  hex: string;
  text: string;
}

/** Sixteen bytes a line, in two groups of eight. */
export function hexDump(bytes: Uint8Array): HexLine[] {
  const lines: HexLine[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const pairs = part.map((byte) => byte.toString(16).padStart(2, '0'));
    lines.push({
      at: at.toString(16).padStart(6, '0'),
      hex: `${pairs.slice(0, 8).join(' ').padEnd(23)}  ${pairs.slice(8).join(' ').padEnd(23)}`,
      text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
    });
  }
  return lines;
}
