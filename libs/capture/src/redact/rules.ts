import { mayHoldUserInfo } from './credentials.js';
import { ANY_WORD, ANYWHERE, isParameterOnly, kindOfName, LAST_WORD, LAST_WORD_SCALAR, PARAMETERS, SEPARATORS, WHOLE_SCALAR, WHOLE_SHAPE, type NameKind } from './names.js';
import { pathRedactor, type PathPattern } from './path.js';
import { WordSearch, type Word } from './word-search.js';

/** Names that are redacted beside the usual ones; `*` stands for any characters. Fields may be paths such as `customer.email`. */
export interface ExtraNames {
  headers?: readonly string[];
  query?: readonly string[];
  fields?: readonly string[];
  /** Segments of paths: `/reset/{token}` redacts the second one. */
  paths?: readonly PathPattern[];
}

/** What is secret, by name. Names are compared without regard to case and to `-`, `_` or nothing between their words. */
export interface RedactionRules {
  isSecretHeader(name: string): boolean;
  isSecretParameter(name: string): boolean;
  /** `parents`: the names of the enclosing fields, outermost first; '' for an item of an array. */
  isSecretField(field: string, parents?: readonly string[]): boolean;
  /** As {@link isSecretField}, and how sure that is. */
  kindOfField(field: string, parents?: readonly string[]): NameKind;
  /** False when a text holds no name that is secret, and no credentials: then it need not be gone through. */
  mayHoldSecret(bytes: Buffer, from?: number, to?: number): boolean;
  /** Whether a secret name, or what stands before credentials, is in a part of a text; `@` and escapes are not looked for. */
  holdsWord(bytes: Buffer, from: number, to: number): boolean;
  /** The same as {@link mayHoldSecret} of a text, one character a byte or beyond. */
  mayHoldSecretText(text: string): boolean;
  /** Whether there are patterns of paths. */
  readonly hasPaths: boolean;
  /** A path without query with the segments replaced that a pattern names: by `[redacted]`, and by `{name}` for its route. */
  redactPath(service: string, path: string): { path: string; template: string };
}

/** What stands before credentials in a text, and what tokens of JSON (JWT) begin with. */
const CREDENTIAL_WORDS = ['basic', 'digest', 'negotiate', 'ntlm', 'eyj', 'curl '];
/** A cache may be filled by whoever sends names; this is its bound. */
const CACHED_NAMES = 4_096;

const spellings = (word: string): string[] => {
  const space = word.indexOf(' ');
  if (space === -1) return [word];
  return SEPARATORS.flatMap((separator) => spellings(word.slice(space + 1)).map((rest) => `${word.slice(0, space)}${separator}${rest}`));
};
/** Of two words of which one holds the other, the shorter finds both. */
const shortest = (words: readonly string[]) => words.filter((word) => !words.some((other) => other !== word && word.includes(other)));
const usualWords: Word[] = [
  ...shortest([...ANYWHERE.flatMap(spellings), ...CREDENTIAL_WORDS]).map((text) => ({ text })),
  ...[...ANY_WORD, ...LAST_WORD, ...LAST_WORD_SCALAR].map((text) => ({ text, ends: true })),
  ...[...WHOLE_SCALAR, ...PARAMETERS].flatMap(spellings).map((text) => ({ text, ends: true, begins: true })),
  ...WHOLE_SHAPE.flatMap(spellings).map((text) => ({ text, ends: true, begins: true, shape: true })),
  // With a word behind the secret one: pin_value, otpHash.
  ...['pin', 'otp', 'sig', 'pass'].flatMap((word) => ['value', 'hash', 'text', 'code', 'num'].flatMap((rest) => spellings(`${word} ${rest}`))).map((text) => ({ text })),
];

const wildcard = (name: string) => name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^.]*');
/** A configured name fits in every spelling, unless it is a pattern. */
const squash = (name: string) => name.replace(/[-_ ]/g, '').toLowerCase();

const lastName = (field: string) => field.slice(field.lastIndexOf('.') + 1);
/** The longest part of a pattern's last name that stands in every name it fits, however that is spelled. */
const longestPart = (field: string) => lastName(field).split(/[*\-_ ]/).reduce((longest, part) => (part.length > longest.length ? part : longest), '');

/** Puts the usual secret names and the configured ones together. */
export function redactionRules(extra: ExtraNames = {}): RedactionRules {
  // Bodies are looked at as latin1, one character a byte, whatever their text is in; escapes in JSON tell the real one.
  const [headers, query, fields] = [extra.headers ?? [], extra.query ?? [], extra.fields ?? []].map((names) => [...new Set(names.flatMap((name) => [name, Buffer.from(name).toString('latin1')]))]) as [string[], string[], string[]];
  const ownHeader = ownNames(headers);
  const ownParameter = ownNames(query);
  const ownField = ownNames(fields.filter((field) => !field.includes('.')));
  const paths = fields.filter((field) => field.includes('.'));
  const ownPath = paths.length > 0 ? new RegExp(`(?:^|\\.)(?:${[...paths, ...paths.map((path) => (path.includes('*') ? path : squash(path)))].map(wildcard).join('|')})$`, 'i') : null;
  const anyWord = new WordSearch([...usualWords, ...[...fields, ...query, ...headers].map(longestPart)]);
  const isSecretHeader = cached((name) => kindOfName(name) !== 'plain' || ownHeader(name));
  const isSecretParameter = cached((name) => kindOfName(name) !== 'plain' || isParameterOnly(name) || ownParameter(name));
  const kindByName = cached((name): NameKind => (ownField(name) ? 'secret' : kindOfName(name)));
  const kindOfField = !ownPath ? kindByName : (field: string, parents: readonly string[] = []): NameKind => {
    const path = [...parents, field].filter(Boolean).join('.');
    return ownPath.test(path) || ownPath.test(squash(path)) ? 'secret' : kindByName(field);
  };
  return {
    isSecretHeader,
    isSecretParameter,
    kindOfField,
    isSecretField: (field, parents) => kindOfField(field, parents) !== 'plain',
    mayHoldSecret: (bytes, from = 0, to = bytes.length) => anyWord.isIn(bytes, from, to) || mayHoldUserInfo(bytes, from, to) || hasEscape(bytes, from, to),
    holdsWord: (bytes, from, to) => anyWord.isIn(bytes, from, to),
    mayHoldSecretText: (text) => anyWord.isInText(text) || text.includes('@') || text.includes('\\u'),
    hasPaths: (extra.paths ?? []).length > 0,
    redactPath: pathRedactor(extra.paths ?? []),
  };
}

const hasEscape = (bytes: Buffer, from: number, to: number) => {
  const at = bytes.indexOf('\\u00', from, 'latin1');
  return at !== -1 && at < to;
};

function ownNames(names: readonly string[]): (name: string) => boolean {
  if (names.length === 0) return () => false;
  const pattern = new RegExp(`^(?:${names.map(wildcard).join('|')})$`, 'i');
  const spelled = new Set(names.filter((name) => !name.includes('*')).map(squash));
  return (name) => pattern.test(name) || spelled.has(squash(name));
}

function cached<T>(test: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      answer = test(name);
      if (name.length <= 128) {
        if (known.size >= CACHED_NAMES) known.clear();
        known.set(name, answer);
      }
    }
    return answer;
  };
}
