/** How sure a name is. */
export type NameKind =
  /** Nothing secret stands behind it. */
  | 'plain'
  /** Whatever stands behind it is secret. */
  | 'secret'
  /** Texts behind it are secret; objects, truth values and small numbers (`"pass": 12`, `"session": {…}`) are something else. */
  | 'scalar'
  /** Common for harmless things too (`"code": "NOT_FOUND"`, `"state": "open"`): secret unless it looks like a word or a small number. */
  | 'shape';

/** A name with one of these in it is secret. A space stands for one of the separators, or none. */
export const ANYWHERE = [
  // keys, tokens, passwords
  'token', 'secret', 'passw', 'pass word', 'passwd', 'pass phrase', 'pass code', 'pass key', 'pwd', 'credential', 'cookie', 'jwt', 'csrf', 'xsrf', 'hmac', 'api key', 'access key',
  'private key', 'priv key', 'signing key', 'sign key', 'signature key', 'encryption key', 'master key', 'account key', 'session key', 'subscription key', 'functions key', 'host key', 'auth key', 'application key',
  'app key', 'dev key', 'rapidapi key', 'consumer key', 'storage key', 'webhook key', 'connection string', 'authorization', 'x auth', 'x wsse', 'bearer', 'dpop',
  // signed addresses of the clouds and of content networks
  'signature', 'key pair id', 'q ak', 'hdnea', 'hdnts', 'hdntl', 'rlkey', 'oob code',
  // logins: OAuth, OpenID Connect, SAML, second factors
  'client assertion', 'code verifier', 'auth code', 'authorization code', 'device code', 'user code', 'saml response', 'saml request', 'samlart', 'session id', 'sess id', 'connect sid', 'login ticket', 'one time code',
  'verification code', 'verify code', 'recovery code', 'backup code', 'security code', 'reset code', 'activation code', 'invite code', 'login code', 'mfa code', 'sms code', 'otp code', 'totp code', '2fa code', 'tfa code',
  'pin code', 'pin number', 'user pin', 'card pin', 'user pass', 'db pass', 'smtp pass', 'ftp pass', 'admin pass', 'root pass', 'ldap pass', 'redis pass', 'mysql pass', 'user otp',
  // money and persons
  'card num', 'card no', 'cvv', 'cvc', 'card pan', 'social security', 'passport n', 'ssn last', 'user ssn', 'iban number', 'account iban', 'debtor iban', 'creditor iban', 'user iban', 'customer iban',
  // wallets
  'mnemonic', 'seed phrase', 'recovery phrase', 'xprv',
] as const;

/** A name with one of these as a word of it is secret: `userSsn`, `payer-iban`, `SSN_last4`. */
export const ANY_WORD = ['ssn', 'iban'] as const;
/** A name that ends with one of these as a word is secret, digits and the words of {@link TRAILING} behind it or not: `card_pin`, `otpValue`, `sig`. */
export const LAST_WORD = ['pin', 'otp', 'totp', 'hotp', 'sig'] as const;
const TRAILING = new Set(['code', 'number', 'no', 'num', 'value', 'hash', 'text']);
/** The same, of which only texts are secret. */
export const LAST_WORD_SCALAR = ['pass', 'assertion'] as const;
/** Whole names, or the last part of a path such as `connect.sid`, of which only texts are secret. */
export const WHOLE_SCALAR = ['pan', 'sid', 'session', 'ticket', 'wresult'] as const;
/** Whole names whose values are looked at. */
export const WHOLE_SHAPE = ['code', 'state', 'relay state', 'auth', 'sign'] as const;
/** Whole names in query strings and forms alone. */
export const PARAMETERS = ['policy', 'gda'] as const;

export const SEPARATORS = ['-', '_', '.', ' ', ''] as const;

const alternatives = (words: readonly string[]) => words.map((word) => word.replaceAll(' ', '[-_. ]?')).join('|');
/** Finds what makes a name secret by standing anywhere in it. */
export const anywherePattern = alternatives(ANYWHERE);

const anywhere = new RegExp(anywherePattern, 'i');
const anyWord = new Set<string>(ANY_WORD);
const lastWord = new Set<string>(LAST_WORD);
const lastWordScalar = new Set<string>(LAST_WORD_SCALAR);
const squashed = (words: readonly string[]) => new Set(words.map((word) => word.replaceAll(' ', '')));
const wholeScalar = squashed(WHOLE_SCALAR);
const wholeShape = squashed(WHOLE_SHAPE);
const parameters = squashed(PARAMETERS);

/** Says of a name, however it is spelled (`apiKey`, `api_key`, `API-KEY`), what stands behind it. */
export function kindOfName(name: string): NameKind {
  if (anywhere.test(name)) return 'secret';
  const words = wordsOf(name);
  if (words.length === 0) return 'plain';
  if (words.some((word) => anyWord.has(word))) return 'secret';
  let last = words.length - 1;
  while (last > 0 && (TRAILING.has(words[last] as string) || /^\d/.test(words[last] as string))) last -= 1;
  if (lastWord.has(words[last] as string)) return 'secret';
  if (lastWordScalar.has(words[last] as string)) return 'scalar';
  const whole = wholeOf(name);
  if (wholeScalar.has(whole)) return 'scalar';
  return wholeShape.has(whole) ? 'shape' : 'plain';
}

/** Whether a name is secret in a query string or a form only. */
export const isParameterOnly = (name: string) => parameters.has(wholeOf(name));

/** `userSSN_2` as user, ssn, 2. */
const wordsOf = (name: string) => (name.length > 256 ? name.slice(-256) : name).match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g)?.map((word) => word.toLowerCase()) ?? [];

/** The last part of `connect.sid`, `user[code]`, `saml:ticket`, without separators. */
const wholeOf = (name: string) => (/[^.:[\]/]*$/.exec(name.replace(/\]+$/, ''))?.[0] ?? '').replace(/^x[-_]/i, '').replace(/[-_ ]/g, '').toLowerCase();

/**
 * Whether a value that stands behind a name of kind `shape` is words, as error codes and states are (`NOT_FOUND`,
 * `card_declined`, `inProgress`, `New York`), or a small number (`404`), and not letters made up by chance.
 */
export function isHarmlessWord(value: string): boolean {
  if (value.length > 64) return false;
  if (/^-?\d{0,3}$/.test(value)) return true;
  if (!/^[A-Za-z]+(?:[-_. /:][A-Za-z]+)*$/.test(value)) return false;
  const words = wordsOf(value);
  const letters = value.replace(/[^A-Za-z]/g, '').length;
  return words.length <= 8 && words.every((word) => word.length <= 20) && (value.length <= 3 || letters / words.length >= 3);
}
