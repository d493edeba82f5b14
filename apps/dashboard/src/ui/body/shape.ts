import type { BodyPrefix } from '@contraflow/contract';
import { fromBase64, hexDump, isReadable, utf8, type HexLine } from './bytes.js';
import { prettyJson, type JsonPiece } from './json.js';

/** How a body is shown. */
export type BodyShape =
  | { form: 'json'; pieces: JsonPiece[]; raw: string }
  | { form: 'text'; raw: string; /** It says that it is JSON, and is not. */ brokenJson: boolean }
  | { form: 'binary'; lines: HexLine[] };

/** A hex dump of more than this would help nobody. */
const HEX_BYTES = 16_384;

/** Looks at the bytes first: what a body says it is may be wrong. */
export function bodyShape(body: BodyPrefix, contentType: string | null): BodyShape {
  const bytes = fromBase64(body.base64);
  const text = utf8(bytes, body.truncated);
  if (text === null || !isReadable(text)) return { form: 'binary', lines: hexDump(bytes.subarray(0, HEX_BYTES)) };
  const pieces = prettyJson(text, body.truncated);
  if (pieces) return { form: 'json', pieces, raw: text };
  return { form: 'text', raw: text, brokenJson: /\bjson\b/i.test(contentType ?? '') };
}
