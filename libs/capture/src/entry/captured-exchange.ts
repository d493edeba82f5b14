import type { BodyPrefix, CaptureEntry, HttpExchange } from '@contraflow/contract';

/** The redacted beginning of a body. */
export interface CapturedBody {
  bytes: Buffer;
  truncated: boolean;
  /** As `writeBodyNote` of the contract has it. */
  note?: string | null;
}

/** An exchange on its way into a spool: that of the contract, with bodies as bytes where they are at hand so. */
export interface CapturedExchange extends Omit<HttpExchange, 'requestBody' | 'responseBody'> {
  requestBody: CapturedBody | BodyPrefix | null;
  responseBody: CapturedBody | BodyPrefix | null;
}

/** What a spool takes. */
export type SpoolEntry = CapturedExchange | Exclude<CaptureEntry, { kind: 'http' }>;

/** The entry as the contract has it. */
export function toCaptureEntry(entry: SpoolEntry): CaptureEntry {
  if (entry.kind !== 'http') return entry;
  return { ...entry, requestBody: inBase64(entry.requestBody), responseBody: inBase64(entry.responseBody) };
}

function inBase64(body: CapturedBody | BodyPrefix | null): BodyPrefix | null {
  return body && 'bytes' in body ? { base64: body.bytes.toString('base64'), truncated: body.truncated } : body;
}
