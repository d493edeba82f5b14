/** Longest single argument that every Linux takes is 128 KiB; longer ones go through a pipe. */
const LONGEST_ARGUMENT = 100_000;
/** What a terminal would act on, or a shell's argument cannot hold. Tabs and line ends are harmless within quotes. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const PLAIN = /^[\w./:@%+=,-]+$/;

/** One word of a POSIX shell, whatever is in it; control characters are written in octal, so that no terminal sees them. */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (!CONTROL.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `"$(printf '${octal(text)}')"`;
}

/** Whether bytes can stand in a command as text: short, UTF-8 without control characters. */
export function textForShell(bytes: Uint8Array): string | null {
  if (bytes.length > LONGEST_ARGUMENT) return null;
  try {
    // A byte order mark belongs to the body.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return CONTROL.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** A comment of one line, whatever is in it. */
export function comment(text: string): string {
  // eslint-disable-next-line no-control-regex -- whatever ends a line or moves a cursor is one blank
  return `# ${text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim()}`;
}

function octal(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return [...bytes].map((byte) => (/[\w./:@+=, -]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`)).join('');
}
