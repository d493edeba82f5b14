import type { HttpExchange } from '@contraflow/contract';
import { fromBase64, utf8 } from '../../body/bytes.js';
import { isRedacted } from '../../body/redacted.js';
import { shellWord, textForShell } from './shell-words.js';

/** How a body gets into the command. */
export interface CurlBody {
  /** Goes before curl; empty where the body stands in an option. */
  pipe: string;
  option: string;
}

/** What capture writes in the place of a body that it did not keep. */
const NOT_KEPT = /^\[not kept: (.*)\]$/s;

/**
 * The captured request body for curl, byte for byte.
 * @param notes what cannot be sent is said here
 * @returns null where there was none, or it was not kept whole
 */
export function requestBody({ requestBody: kept, requestBodySize: size, requestMethod: method }: HttpExchange, notes: string[]): CurlBody | null {
  if (size === 0) return null;
  const bytes = kept === null ? null : fromBase64(kept.base64);
  if (bytes === null || kept?.truncated) {
    const why = bytes === null ? undefined : NOT_KEPT.exec(utf8(bytes) ?? '')?.[1];
    notes.push(`the body of ${size} bytes was not kept whole${why === undefined ? '' : ` (${why})`}: add it with --data-binary @file`);
    return null;
  }
  if (method === 'HEAD') {
    notes.push(`curl cannot send a HEAD with a body: its ${size} bytes are left off`);
    return null;
  }
  if (isRedacted(utf8(bytes) ?? '')) notes.push('a value of the body was taken out at capture: put your own in');
  const text = textForShell(bytes);
  // Not --data, nor --data-binary: they read a file when the body begins with an @.
  if (text !== null) return { pipe: '', option: `--data-raw ${shellWord(text)}` };
  return { pipe: `printf %s ${base64Of(bytes)} | base64 -d | `, option: '--data-binary @-' };
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
