import { HEADER_LIMITS as LIMITS, type HttpHeaders } from '@contraflow/contract';
import { redactFragment, redactHeaderUrl } from './body.js';
import { REDACTED } from './redacted.js';
import type { RedactionRules } from './rules.js';

const WITH_URLS = new Set(['referer', 'referrer', 'location', 'content-location', 'link', 'refresh', 'x-original-url', 'x-rewrite-url', 'x-original-uri', 'x-forwarded-uri', 'origin', 'destination']);
/** Headers that hold words of the protocol, numbers and dates: they are not looked into. */
const PLAIN = new Set([
  'accept', 'accept-encoding', 'accept-language', 'accept-ranges', 'age', 'cache-control', 'connection', 'content-encoding', 'content-length', 'content-type', 'date', 'expires', 'host', 'if-modified-since', 'keep-alive',
  'last-modified', 'proxy-authenticate', 'server', 'te', 'traceparent', 'transfer-encoding', 'upgrade', 'vary', 'www-authenticate',
]);

/**
 * Turns Node's raw headers into the contract's, in order and with duplicates, secret values replaced, cut to the
 * contract's bounds.
 * @param raw name, value, name, value, …; values as latin1, as Node reads them
 */
export function redactHeaders(raw: readonly string[], rules: RedactionRules): HttpHeaders {
  const headers: HttpHeaders = [];
  const end = Math.min(raw.length - 1, LIMITS.fields * 2);
  for (let i = 0; i < end; i += 2) {
    const name = raw[i] as string;
    const lower = name.toLowerCase();
    let value = raw[i + 1] as string;
    if (rules.isSecretHeader(lower)) value = REDACTED;
    else {
      if (WITH_URLS.has(lower)) {
        if (rules.hasPaths || value.includes('%') || rules.mayHoldSecretText(value)) value = redactHeaderUrl(value, rules);
      }
      else if (lower === 'sec-websocket-protocol') value = value.replace(/[^,\s]{32,}|bearer\.[^,\s]+/gi, REDACTED);
      else if (!PLAIN.has(lower) && rules.mayHoldSecretText(value)) value = redactFragment(value, rules);
      value = readable(value);
      if (value.length > LIMITS.value) value = value.slice(0, LIMITS.value);
    }
    headers.push([name.length > LIMITS.name ? name.slice(0, LIMITS.name) : name, value]);
  }
  return headers;
}

/** Text that came as latin1 but is UTF-8, as today's clients send it; what is not UTF-8 stays latin1. */
export function readable(latin1: string): string {
  // eslint-disable-next-line no-control-regex -- the test is for bytes beyond ASCII
  if (!/[^\x00-\x7f]/.test(latin1)) return latin1;
  const utf8 = Buffer.from(latin1, 'latin1').toString('utf8');
  return utf8.includes('\ufffd') ? latin1 : utf8;
}
