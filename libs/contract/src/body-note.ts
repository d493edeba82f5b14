/** How what is kept of a body differs from the bytes that passed. */
export interface BodyNote {
  /** The content coding that was undone, such as `gzip` or `gzip, br`. */
  coding?: string;
  /** The charset that the text had; it is kept as UTF-8. */
  charset?: string;
  /** Why nothing is kept of it, a word such as `decoding_busy`. */
  dropped?: string;
}

const KEYS = ['coding', 'charset', 'dropped'] as const;
const OTHER = /[^\x21-\x3a\x3c-\x7e]/g;
const LONGEST = 36;

/** A note as the text that stands in an exchange: `coding=gzip;charset=shift_jis`; null when there is nothing to note. */
export function writeBodyNote(note: BodyNote): string | null {
  let text = '';
  for (const key of KEYS) {
    const value = note[key]?.replace(OTHER, '').slice(0, LONGEST);
    if (value) text += `${text === '' ? '' : ';'}${key}=${value}`;
  }
  return text === '' ? null : text;
}

/** Reads what {@link writeBodyNote} wrote; what it does not know it passes over. */
export function readBodyNote(text: string | null): BodyNote {
  const note: BodyNote = {};
  for (const part of text?.split(';') ?? []) {
    const key = KEYS.find((name) => part.startsWith(`${name}=`));
    if (key) note[key] = part.slice(key.length + 1);
  }
  return note;
}
