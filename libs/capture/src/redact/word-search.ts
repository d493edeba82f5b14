/** Letters of English, the most frequent first; whatever is not one is rarer. */
const FREQUENT = 'etaoinsrhldcumfpgwybvkxjqz';
const SHORTEST = 3;

/** What may stand around a word for it to count. */
export interface Word {
  /** In lower case. */
  text: string;
  /** The name ends with it: no letter behind it, and behind a space only `:` or `=`. */
  ends?: boolean;
  /** The name begins with it too: no letter, digit, `_` or `-` before it, but for what an escape such as `\n` or `%26` ends with. */
  begins?: boolean;
  /** In JSON it does not count before a text that is one plain word, nor before a small number: `"state":"open"`, `"code":404`. */
  shape?: boolean;
}

/** A word to look for, and which two of its bytes were seen. */
interface Candidate extends Word {
  bytes: Uint8Array;
  /** From the beginning of the word to the two bytes. */
  offset: number;
}

/**
 * Says whether one of many words stands in bytes, without regard to the case of ASCII. Only every other pair of bytes is
 * looked up: of three bytes one after the other, either the first two are such a pair or the last two. From each word
 * those three were chosen that are rare in texts, and where a pair is one of theirs, all three are looked up before
 * words are compared. A regular expression tries all words at every byte, which takes several times as long.
 */
export class WordSearch {
  /** For each pair of bytes the group of words it may belong to, 0 for none. */
  private readonly groupOf = new Uint8Array(65_536);
  private readonly groups: Candidate[][] = [[]];
  /** 1 for the three bytes of a word, of each its lowest five bits. */
  private readonly threes = new Uint8Array(32_768);
  private readonly findsAll: boolean;

  /** @param words latin1, as the bytes are; with one of less than three characters everything is said to hold it */
  constructor(words: readonly (string | Word)[]) {
    const all = words.map((word) => (typeof word === 'string' ? { text: word } : word));
    this.findsAll = all.some(({ text }) => text.length < SHORTEST);
    if (this.findsAll) return;
    for (const word of all) {
      const bytes = Buffer.from(word.text, 'latin1').map(lower);
      const rarest = rarestThree(bytes);
      for (const offset of [rarest, rarest + 1]) this.add({ ...word, bytes, offset });
      this.threes[three(bytes[rarest] as number, bytes[rarest + 1] as number, bytes[rarest + 2] as number)] = 1;
    }
  }

  /** Looks at `bytes` from `from` to just before `to`; what stands around that counts as well. */
  isIn(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
    if (this.findsAll) return true;
    const { groupOf, threes } = this;
    for (let i = from + 1; i < to; i += 2) {
      const first = bytes[i - 1] as number;
      const second = bytes[i] as number;
      const group = groupOf[(first << 8) | second] as number;
      if (group === 0) continue;
      const around = (threes[three(first, second, bytes[i + 1] as number)] as number) | (threes[three(bytes[i - 2] as number, first, second)] as number);
      if (around === 1 && this.isAt(bytes, i - 1, group)) return true;
    }
    return false;
  }

  /** The same of a text; characters beyond latin1 are no letters of a word. */
  isInText(text: string): boolean {
    if (this.findsAll) return true;
    const { groupOf, threes } = this;
    for (let i = 1; i < text.length; i += 2) {
      const first = text.charCodeAt(i - 1) & 255;
      const second = text.charCodeAt(i) & 255;
      if (groupOf[(first << 8) | second] === 0) continue;
      const around = (threes[three(first, second, text.charCodeAt(i + 1))] as number) | (threes[three(text.charCodeAt(i - 2), first, second)] as number);
      if (around === 1) return this.isIn(Buffer.from(text, 'latin1'), i - 1);
    }
    return false;
  }

  private add(candidate: Candidate): void {
    const { bytes, offset } = candidate;
    const [first, second] = [bytes[offset] as number, bytes[offset + 1] as number];
    let group = this.groupOf[(first << 8) | second] as number;
    if (group === 0) {
      // Beyond what a byte can number, pairs share their words.
      group = this.groups.length < 256 ? this.groups.length : 255;
      this.groups[group] ??= [];
      for (const a of [first, upper(first)]) for (const b of [second, upper(second)]) this.groupOf[(a << 8) | b] ||= group;
    }
    (this.groups[group] as Candidate[]).push(candidate);
  }

  private isAt(bytes: Uint8Array, at: number, group: number): boolean {
    for (const candidate of this.groups[group] as Candidate[]) {
      const start = at - candidate.offset;
      if (start < 0 || !holds(bytes, candidate.bytes, start)) continue;
      if (candidate.ends && !isEnd(bytes, start + candidate.bytes.length)) continue;
      if (candidate.begins && !isBeginning(bytes, start)) continue;
      if (candidate.shape && isBeforeWord(bytes, start + candidate.bytes.length)) continue;
      return true;
    }
    return false;
  }
}

function holds(bytes: Uint8Array, word: Uint8Array, start: number): boolean {
  for (let i = 0; i < word.length; i += 1) if (lower(bytes[start + i] ?? 0) !== word[i]) return false;
  return true;
}

function isEnd(bytes: Uint8Array, end: number): boolean {
  let at = end;
  if (isLetter(bytes[at] ?? 0)) return false;
  if (bytes[at] !== 0x20) return true;
  while (bytes[at] === 0x20 && at < end + 8) at += 1;
  return bytes[at] === 0x3a || bytes[at] === 0x3d || bytes[at] === undefined;
}

function isBeginning(bytes: Uint8Array, start: number): boolean {
  const previous = bytes[start - 1] ?? 0;
  if (!isLetter(previous) && !isDigit(previous) && previous !== 0x5f && previous !== 0x2d) return true;
  // X-Session
  if ((previous === 0x2d || previous === 0x5f) && lower(bytes[start - 2] ?? 0) === 0x78) return true;
  if (bytes[start - 2] === 0x5c || bytes[start - 6] === 0x5c) return true;
  for (let back = 3; back <= 11; back += 2) if (bytes[start - back] === 0x25) return true;
  return false;
}

/** Whether behind the end of a name in JSON stands a text of lower case or upper case letters and `_` alone, or a small number. */
function isBeforeWord(bytes: Uint8Array, end: number): boolean {
  if (bytes[end] !== 0x22 || bytes[end + 1] !== 0x3a) return false;
  let at = bytes[end + 2] === 0x20 ? end + 3 : end + 2;
  const isText = bytes[at] === 0x22;
  if (isText) at += 1;
  const first = bytes[at] ?? 0;
  const from = at;
  if (isDigit(first)) {
    while (isDigit(bytes[at] ?? 0)) at += 1;
    return at - from <= 3 && isText === (bytes[at] === 0x22) && bytes[at] !== undefined && bytes[at] !== 0x2e;
  }
  if (!isText || !isLetter(first)) return false;
  const upperCase = first & 0x20;
  let letters = 0;
  for (let byte = first; isLetter(byte) && (byte & 0x20) === upperCase; byte = bytes[at] as number) {
    at += 1;
    letters += 1;
  }
  return letters <= 20 && (bytes[at] === 0x22 && (bytes[at + 1] === 0x2c || bytes[at + 1] === 0x7d));
}

const three = (a: number, b: number, c: number) => ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
const lower = (byte: number) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
const upper = (byte: number) => (byte >= 0x61 && byte <= 0x7a ? byte & ~0x20 : byte);
const isLetter = (byte: number) => lower(byte) >= 0x61 && lower(byte) <= 0x7a;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** Where in a word the three bytes begin whose pairs are the rarest. */
function rarestThree(word: Uint8Array): number {
  const rarity = (byte: number | undefined) => {
    const rank = byte === undefined ? -1 : FREQUENT.indexOf(String.fromCharCode(byte));
    return rank === -1 ? FREQUENT.length : rank;
  };
  let best = 0;
  let most = -1;
  for (let at = 0; at + SHORTEST <= word.length; at += 1) {
    const [a, b, c] = [rarity(word[at]), rarity(word[at + 1]), rarity(word[at + 2])];
    const least = Math.min(a + b, b + c);
    if (least > most) [best, most] = [at, least];
  }
  return best;
}
