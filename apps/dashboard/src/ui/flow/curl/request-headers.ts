import { HEADER_LIMITS, type HttpExchange } from '@contraflow/contract';
import { isRedacted } from '../../body/redacted.js';
import { shellWord } from './shell-words.js';

/** A field name of HTTP (RFC 9110, 5.6.2); anything else could mean something to curl. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Made by curl where the request had none. */
const CURLS_OWN = ['User-Agent', 'Accept'];

interface Options {
  headers: HttpExchange['requestHeaders'];
  /** Whether a body is sent along. */
  withBody: boolean;
  /** Whether the captured request had a body. */
  hadBody: boolean;
  /** Whether the body that is sent was decompressed at capture. */
  decoded: boolean;
}

/**
 * The options that make curl send exactly these header fields, in their order and with duplicates, and none of its own.
 * @param notes what cannot be sent is said here
 */
export function headerOptions({ headers, withBody, hadBody, decoded }: Options, notes: string[]): string[] {
  const options: string[] = [];
  const has = (name: string) => headers.some(([field]) => field.toLowerCase() === name.toLowerCase());
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    // The length is that of the body that is sent; a request with none may still have said so.
    if (lower === 'content-length' && (hadBody || withBody)) continue;
    if (lower === 'transfer-encoding' && hadBody && !withBody) continue;
    if (lower === 'content-encoding' && decoded) {
      notes.push(`the body was decompressed at capture: its content-encoding ${value} is left off`);
      continue;
    }
    if (!TOKEN.test(name) || /[\r\n\0]/.test(value)) {
      notes.push(`the header ${name} cannot be sent by curl as it is: it is left off`);
      continue;
    }
    note(name, value, notes);
    options.push(`-H ${shellWord(value.trim() === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  if (headers.length >= HEADER_LIMITS.fields) notes.push(`only the first ${HEADER_LIMITS.fields} headers were kept`);
  for (const own of CURLS_OWN) if (!has(own)) options.push(`-H '${own}:'`);
  if (withBody && !has('content-type')) options.push(`-H 'Content-Type:'`);
  if (withBody && !has('expect')) options.push(`-H 'Expect:'`);
  return options;
}

function note(name: string, value: string, notes: string[]): void {
  if (isRedacted(value)) notes.push(`${name} was taken out at capture: put your own in`);
  if (value.length >= HEADER_LIMITS.value) notes.push(`${name} may have been cut at ${HEADER_LIMITS.value} characters`);
  if (/[\u0080-\u00ff]/.test(value) && !/[\u0100-\uffff]/.test(value)) notes.push(`${name} is sent as UTF-8; it may have been latin1`);
}
