import { WordSearch } from './word-search.js';

/** Names that are redacted beside the usual ones; `*` stands for any characters. Fields may be paths such as `customer.email`. */
export interface ExtraNames {
  headers?: readonly string[];
  query?: readonly string[];
  fields?: readonly string[];
}

/** What is secret, by name. Names are compared without regard to case. */
export interface RedactionRules {
  isSecretHeader(name: string): boolean;
  isSecretParameter(name: string): boolean;
  /** `parents`: the names of the enclosing fields, outermost first; '' for an item of an array. */
  isSecretField(field: string, parents?: readonly string[]): boolean;
  /** False when JSON or free text holds no name that is secret, and no credentials: then it need not be gone through. */
  mayHoldSecret(bytes: Buffer): boolean;
  /** Finds each word that makes a name secret, anywhere in a text. Global and without capture groups. */
  readonly secretWord: RegExp;
}

/** What replaces a secret value. */
export const REDACTED = '[redacted]';

/** A name with one of these in it is secret. A space stands for one of the separators, or none. */
const USUAL = [
  'token', 'secret', 'passw', 'passphrase', 'pwd', 'api key', 'access key', 'private key', 'authorization', 'x-auth', 'credential', 'cookie', 'session id',
  'jwt', 'csrf', 'card num', 'cvv', 'cvc',
];
const SEPARATORS = ['-', '_', '.', ' ', ''];
/** What stands before credentials in a text. */
const SCHEME_WORDS = ['bearer', 'basic', 'digest', 'negotiate'];
/** A cache may be filled by whoever sends names; this is its bound. */
const CACHED_NAMES = 4_096;

const usualWords = USUAL.flatMap((word) => (word.includes(' ') ? SEPARATORS.map((separator) => word.replace(' ', separator)) : word));
const usualPattern = USUAL.map((word) => word.replace(' ', '[-_. ]?')).join('|');

const wildcard = (name: string) => name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^.]*');

const lastName = (field: string) => field.slice(field.lastIndexOf('.') + 1);
/** The longest part of a pattern's last name that stands in every name it fits. */
const longestPart = (field: string) => lastName(field).split('*').reduce((longest, part) => (part.length > longest.length ? part : longest), '');

/** Puts the usual secret names and the configured ones together. */
export function redactionRules(extra: ExtraNames = {}): RedactionRules {
  const usual = new RegExp(usualPattern, 'i');
  const byName = (names: readonly string[]) => {
    const own = names.length > 0 ? new RegExp(`^(?:${names.map(wildcard).join('|')})$`, 'i') : null;
    return cached((name) => usual.test(name) || (own?.test(name) ?? false));
  };
  // Bodies are looked at as latin1, one character a byte, whatever their text is in; escapes in JSON tell the real one.
  const fields = [...new Set((extra.fields ?? []).flatMap((field) => [field, Buffer.from(field).toString('latin1')]))];
  const isSecretName = byName(fields.filter((field) => !field.includes('.')));
  const paths = fields.filter((field) => field.includes('.'));
  const ownPath = paths.length > 0 ? new RegExp(`(?:^|\\.)(?:${paths.map(wildcard).join('|')})$`, 'i') : null;
  const anyWord = new WordSearch([...usualWords, ...SCHEME_WORDS, ...fields.map(longestPart)]);
  const lastNames = fields.map((field) => wildcard(lastName(field))).filter((word) => /\w/.test(word));
  return {
    isSecretHeader: byName(extra.headers ?? []),
    isSecretParameter: byName(extra.query ?? []),
    isSecretField: (field, parents = []) =>
      isSecretName(field) || (ownPath?.test([...parents, field].filter(Boolean).join('.')) ?? false),
    mayHoldSecret: (bytes) => anyWord.isIn(bytes) || bytes.includes('\\u'),
    secretWord: new RegExp([usualPattern, ...lastNames.map((word) => word.replaceAll('[^.]*', '\\w*'))].join('|'), 'gi'),
  };
}

function cached(test: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
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
