import { flowInstant, parseKafkaRecordId, type FlowSummary } from '@contraflow/contract';
import { microsOf } from './instants.js';

/**
 * A place in the list of flows, newest first: before `micros`, and at `micros` after the
 * flow `id`. At one instant exchanges stand before records, each kind by its id descending.
 * Without an id the place is before everything at `micros`, which is not part of the page.
 */
export interface FlowCursor {
  micros: number;
  id: string | null;
}

/** The place right after a flow. */
export function cursorAfter(flow: FlowSummary): FlowCursor {
  return { micros: microsOf(flowInstant(flow)), id: flow.id };
}

/** The opaque form that crosses the wire. */
export function encodeCursor(cursor: FlowCursor): string {
  return Buffer.from(`${cursor.micros} ${cursor.id ?? ''}`, 'utf8').toString('base64url');
}

/** The reverse of {@link encodeCursor}; null when `text` is not a cursor. */
export function decodeCursor(text: string): FlowCursor | null {
  const match = /^(-?\d{1,16}) (\S{0,256})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (!match) return null;
  const [, micros, id] = match as unknown as [string, string, string];
  if (id !== '' && !UUID.test(id) && !isRecordId(id)) return null;
  return { micros: Number(micros), id: id || null };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isRecordId(id: string): boolean {
  const address = parseKafkaRecordId(id);
  return address !== null && UUID.test(address.topicId) && BigInt(address.offset) < 2n ** 63n && address.partition < 2 ** 31;
}
