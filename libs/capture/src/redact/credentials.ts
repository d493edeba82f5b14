import { REDACTED } from './redacted.js';
import { replaceSpans, type Span } from './spans.js';

const SCHEMES = /\b(Bearer|Basic|Digest|Negotiate|NTLM|DPoP)(\s{1,8}|\+|%(?:25)*20|\\u0020)([\w.~+/=%-]{6,}|[\w.~+/=-]+$)/gi;
/** Bytes that are looked at before and behind an `@`. */
const REACH = 1_024;
/** What stands before a colon and an address that has no password. */
const NO_PASSWORD = new Set(['mailto', 'sip', 'sips', 'acct', 'xmpp', 'im', 'cid', 'mid', 'tel', 'smsto', 'to', 'from', 'cc', 'bcc', 'email', 'mail', 'npm', 'pkg', 'git']);

/** Redacts credentials that need no name: `Bearer …`, `user:password@`, tokens of JSON (JWT), private keys in PEM. */
export function redactCredentials(text: string, cut: boolean): string {
  let out = text;
  if (/-BEGIN/.test(out)) out = redactPem(out);
  if (out.includes('eyJ')) out = redactTokens(out, cut);
  out = redactUserInfo(out, cut);
  // curl -u user:password, --password secret
  if (out.includes('-u')) out = out.replace(/(\s(?:-u|--user|--proxy-user)[ =]{0,4}["']?[^\s:"']{1,128}:)[^\s"']+/g, `$1${REDACTED}`);
  return out.replace(SCHEMES, (whole, scheme: string, space: string, value: string) => (value.startsWith(REDACTED) ? whole : `${scheme}${space}${REDACTED}`));
}

function redactPem(text: string): string {
  const begin = /-----BEGIN[ +](?:[A-Z0-9]+[ +]){0,4}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----/g;
  const end = /-----END[ +][A-Z0-9 +]{0,64}-----/g;
  const spans: Span[] = [];
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const from = match.index + match[0].length;
    end.lastIndex = from;
    const closing = end.exec(text);
    spans.push({ from, to: closing ? closing.index : text.length, text: REDACTED });
    if (!closing) break;
    begin.lastIndex = end.lastIndex;
  }
  return replaceSpans(text, spans);
}

function redactTokens(text: string, cut: boolean): string {
  const spans: Span[] = [];
  const run = /[\w.-]*/y;
  for (let at = text.indexOf('eyJ'); at !== -1; at = text.indexOf('eyJ', run.lastIndex)) {
    run.lastIndex = at + 3;
    run.test(text);
    const to = run.lastIndex;
    const dot = text.indexOf('.', at);
    const whole = dot !== -1 && dot < to - 1 && dot > at + 6;
    // One that was cut may have lost its dots.
    if (whole || (to === text.length && cut)) spans.push({ from: at, to, text: REDACTED });
  }
  return replaceSpans(text, spans);
}

/** Redacts what stands before `@` in addresses: `//user:password@host` and `//token@host`, and `user:password@host` alone. */
function redactUserInfo(text: string, cut: boolean): string {
  const spans: Span[] = [];
  let floor = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', floor)) {
    const end = lastAt(text, at);
    const from = userInfoAt(text, end, floor);
    if (from !== -1) spans.push({ from, to: end, text: REDACTED });
    floor = end + 1;
  }
  if (cut) {
    // What was cut before its @: a password is then behind the last colon of the last word, unless that is a port.
    const match = /(?:^|[\s"'<>`(,;=])([^\s"'<>`]{1,1024})$/.exec(text.slice(Math.max(floor, text.length - REACH)));
    const word = match?.[1] ?? '';
    const begin = text.length - word.length;
    const slashes = /\/\/([^\s/?#:]{0,256}):([^\s]*)$/.exec(word);
    if (slashes && !/^\d{0,5}(?:[/?#]|$)/.test(slashes[2] as string)) spans.push({ from: text.length - (slashes[0].length - 2), to: text.length, text: REDACTED });
    else if (!slashes && !word.includes('//') && !word.includes('[redacted') && /^[\w.%+-]{1,64}:[^\s/]+$/.test(word)) {
      spans.push({ from: begin + word.indexOf(':') + 1, to: text.length, text: REDACTED });
    }
  }
  return replaceSpans(text, spans);
}

/** The last `@` of the same user information: passwords may hold one. */
function lastAt(text: string, first: number): number {
  let last = first;
  const end = Math.min(text.length, first + REACH);
  for (let i = first + 1; i < end; i += 1) {
    const character = text[i] as string;
    if (character === '@') last = i;
    else if (isStop(character) || '/?#'.includes(character)) break;
  }
  return last;
}

const isStop = (character: string) => character <= ' ' || '"\'<>`'.includes(character);

/** Where the user information begins that ends before the `@` at `at`; -1 when there is none. */
function userInfoAt(text: string, at: number, floor: number): number {
  let start = at;
  const lowest = Math.max(floor, at - REACH);
  while (start > lowest && !isStop(text[start - 1] as string)) start -= 1;
  const before = text.slice(start, at);
  const slashes = /^.*(?:\/\/|\\\/\\\/|%(?:25)*2F%(?:25)*2F)/is.exec(before)?.[0].length ?? -1;
  if (slashes !== -1) {
    const info = before.slice(slashes);
    if (info === '' || info === REDACTED || /^[^/?#:]*(?::\d{1,5})?[/?#]/.test(info)) return -1;
    return start + slashes;
  }
  const colon = before.indexOf(':');
  if (colon === -1 || colon === before.length - 1 || before.slice(colon + 1) === REDACTED) return -1;
  const user = /[\w.%+-]*$/.exec(before.slice(0, colon))?.[0] ?? '';
  if (user === '' || NO_PASSWORD.has(user.toLowerCase()) || /^\d+$/.test(user) || before.includes('/', colon)) return -1;
  if (/^@(?:sha\d+:|\s|$)/.test(text.slice(at, at + 9)) && at + 1 < text.length) return -1;
  return start + colon + 1;
}

/** Whether an `@` in bytes may end user information: there is a colon or two slashes before it, and no space or quote between. */
export function mayHoldUserInfo(bytes: Buffer, from: number, to: number): boolean {
  for (let at = bytes.indexOf(0x40, from); at !== -1 && at < to; at = bytes.indexOf(0x40, at + 1)) {
    for (let i = at - 1; i >= from && i > at - REACH; i -= 1) {
      const byte = bytes[i] as number;
      if (byte === 0x3a || (byte === 0x2f && bytes[i - 1] === 0x2f) || (byte === 0x46 && bytes[i - 1] === 0x32) || (byte === 0x66 && bytes[i - 1] === 0x32)) return true;
      if (byte <= 0x20 || byte === 0x22 || byte === 0x40) break;
    }
  }
  return false;
}
