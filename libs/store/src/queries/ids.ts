/** A W3C trace id out of the uuid column that holds its 16 bytes. */
export function traceIdOf(uuid: string | null): string | null {
  return uuid && uuid.replaceAll('-', '');
}

/** The uuid that holds a trace id's 16 bytes. */
export function uuidOfTraceId(traceId: string): string {
  return `${traceId.slice(0, 8)}-${traceId.slice(8, 12)}-${traceId.slice(12, 16)}-${traceId.slice(16, 20)}-${traceId.slice(20)}`;
}

/** A W3C span id out of its 8 bytes. */
export function spanIdOf(bytes: Buffer | null): string | null {
  return bytes && bytes.toString('hex');
}
