import type { HttpExchange } from '@contraflow/contract';
import { fromBase64, isReadable, utf8 } from '../body/bytes.js';
import { isRedacted } from '../body/redacted.js';

/** Made anew by curl, or meant for the hop that was captured. */
const NOT_SENT_AGAIN = new Set(['host', 'content-length', 'connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect', 'proxy-connection', 'accept-encoding']);

/**
 * The request as a curl command for a POSIX shell. What was redacted stays so, and is said
 * in a comment, as is a body that was not kept whole.
 */
export function toCurl(exchange: HttpExchange): string {
  const query = exchange.urlQuery === '' ? '' : `?${exchange.urlQuery}`;
  const host = exchange.serverAddress.includes(':') ? `[${exchange.serverAddress}]` : exchange.serverAddress;
  const address = `${exchange.urlScheme}://${host}:${exchange.serverPort}${exchange.urlPath}${query}`;
  const notes: string[] = [];
  const parts = [`curl -X ${quoted(exchange.requestMethod)} ${quoted(address)}`];
  for (const [name, value] of exchange.requestHeaders) {
    if (NOT_SENT_AGAIN.has(name.toLowerCase()) || name.startsWith(':')) continue;
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
    if (isRedacted(value)) notes.push(`${name} was taken out at capture: put your own in`);
  }
  if (isRedacted(exchange.urlQuery)) notes.push('a value of the query was taken out at capture: put your own in');
  const body = bodyText(exchange, notes);
  if (body !== null) parts.push(`--data-binary ${quoted(body)}`);
  return [...notes.map((note) => `# ${note.replace(/\s+/g, ' ')}`), parts.join(' \\\n  ')].join('\n');
}

function bodyText({ requestBody, requestBodySize }: HttpExchange, notes: string[]): string | null {
  if (requestBodySize === 0) return null;
  const text = requestBody && !requestBody.truncated ? utf8(fromBase64(requestBody.base64)) : null;
  if (text === null || !isReadable(text)) {
    notes.push(`the body of ${requestBodySize} bytes is not kept whole as text: add it with --data-binary @file`);
    return null;
  }
  if (isRedacted(text)) notes.push('a value of the body was taken out at capture: put your own in');
  return text;
}

/** One word of a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
