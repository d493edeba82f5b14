import { isUtf8 } from 'node:buffer';
import type { BodyPrefix } from '@contraflow/contract';

/** Kept bytes as a file can show them, and how to read them. */
export interface BodyCells {
  text: string | null;
  encoding: 'utf8' | 'base64' | null;
  truncated: boolean | null;
}

/** As text where they are UTF-8 (a character that the bound cut off is left out), else as base64. */
export function bodyCells(body: BodyPrefix | null): BodyCells {
  if (!body) return { text: null, encoding: null, truncated: null };
  const bytes = Buffer.from(body.base64, 'base64');
  // Many programs end a cell at a NUL.
  const text = bytes.includes(0) ? null : utf8Of(bytes, body.truncated);
  return { text: text ?? body.base64, encoding: text === null ? 'base64' : 'utf8', truncated: body.truncated };
}

function utf8Of(bytes: Buffer, truncated: boolean): string | null {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  if (!truncated) return null;
  try {
    // A decoder that expects more keeps back an unfinished last character, and refuses what is wrong before it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
