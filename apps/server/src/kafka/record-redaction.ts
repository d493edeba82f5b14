import { REDACTED, redactBody, redactionRules } from '@contraflow/capture';

type Header = [string, Buffer | null];

/** Confluent's framing of values with a schema: a zero byte, then the schema's id as int32. */
export const FRAME_BYTES = 5;

/** What is kept of a record, without its secrets; the same bytes where there are none. */
export interface RecordRedactor {
  value(prefix: Buffer, headers: readonly Header[], truncated: boolean, framed: boolean): Buffer;
  key(prefix: Buffer, truncated: boolean): Buffer;
  header(header: Header): Header;
}

/**
 * Redacts records by the rules of bodies and headers. A value is read as what its `content-type` header says, else as
 * what it looks like. Avro, Protobuf and other bytes that are no text have no names to go by, and stay as they are.
 * @param fields names beside the usual ones, of fields and of headers
 */
export function recordRedactor(fields: readonly string[]): RecordRedactor {
  const rules = redactionRules({ fields, headers: fields, query: fields });
  const redact = (bytes: Buffer, mediaType: string, truncated: boolean) => (isText(bytes) ? redactBody(bytes, mediaType, rules, truncated) : bytes);
  return {
    value(prefix, headers, truncated, framed) {
      const start = framed ? FRAME_BYTES : 0;
      const body = framed ? prefix.subarray(start) : prefix;
      const redacted = redact(body, mediaTypeOf(headers), truncated);
      if (redacted === body) return prefix;
      return framed ? Buffer.concat([prefix.subarray(0, start), redacted]) : redacted;
    },
    key: (prefix, truncated) => redact(prefix, '', truncated),
    header([name, value]) {
      if (value === null) return [name, value];
      return rules.isSecretHeader(name) ? [name, Buffer.from(REDACTED)] : [name, redact(value, '', false)];
    },
  };
}

function mediaTypeOf(headers: readonly Header[]): string {
  const header = headers.find(([name]) => name.toLowerCase() === 'content-type');
  return header?.[1]?.toString('latin1').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Whether the first bytes are no control characters, as text has none. */
function isText(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 64);
  for (let i = 0; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return true;
}
