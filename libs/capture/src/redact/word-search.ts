/** Letters of English, the most frequent first; whatever is not one is rarer. */
const FREQUENT = 'etaoinsrhldcumfpgwybvkxjqz';
const SHORTEST = 3;

/** A word to look for, and which two of its bytes were seen. */
interface Candidate {
  word: Uint8Array;
  /** From the beginning of the word to the two bytes. */
  offset: number;
}

/**
 * Says whether one of many words stands in bytes, without regard to the case of ASCII. Only every other pair of bytes is
 * looked up: of three bytes one after the other, either the first two are such a pair or the last two. From each word
 * those three were chosen that are rare in texts. A regular expression tries all words at every byte, which takes several
 * times as long.
 */
export class WordSearch {
  /** 1 for the pairs of bytes that a word may be at. */
  private readonly marked = new Uint8Array(65_536);
  private readonly candidates = new Map<number, Candidate[]>();
  private readonly findsAll: boolean;

  /** @param words latin1, as the bytes are; with one of less than three characters everything is said to hold it */
  constructor(words: readonly string[]) {
    this.findsAll = words.some((word) => word.length < SHORTEST);
    for (const text of words) {
      const word = Buffer.from(text, 'latin1').map(lower);
      const rarest = rarestThree(word);
      for (const offset of [rarest, rarest + 1]) this.mark({ word, offset });
    }
  }

  isIn(bytes: Uint8Array): boolean {
    if (this.findsAll) return true;
    const { marked } = this;
    for (let i = 1; i < bytes.length; i += 2) {
      if (marked[((bytes[i - 1] as number) << 8) | (bytes[i] as number)] === 1 && this.isAt(bytes, i - 1)) return true;
    }
    return false;
  }

  private mark(candidate: Candidate): void {
    const [first, second] = [candidate.word[candidate.offset] as number, candidate.word[candidate.offset + 1] as number];
    for (const a of [first, upper(first)]) for (const b of [second, upper(second)]) this.marked[(a << 8) | b] = 1;
    const pair = (first << 8) | second;
    this.candidates.set(pair, [...(this.candidates.get(pair) ?? []), candidate]);
  }

  private isAt(bytes: Uint8Array, at: number): boolean {
    const pair = (lower(bytes[at] as number) << 8) | lower(bytes[at + 1] as number);
    return (this.candidates.get(pair) ?? []).some(({ word, offset }) => word.every((byte, i) => lower(bytes[at - offset + i] ?? 0) === byte));
  }
}

const lower = (byte: number) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
const upper = (byte: number) => (byte >= 0x61 && byte <= 0x7a ? byte & ~0x20 : byte);

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
