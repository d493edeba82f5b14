import type { FlowsMessage } from '@contraflow/contract';

/** Flows of one message; the rest goes with the next tick. */
export const MESSAGE_FLOWS = 500;
/** About so many bytes of one message, so that a socket that stops reading holds little. */
export const MESSAGE_BYTES = 256 * 1024;

/** Bytes of the flows' part of a message, with the end of the packet. */
export function encodeFlows(flows: readonly string[]): Buffer {
  return Buffer.from(`[${flows.join(',')}]}]`);
}

/** What stands before the flows: theirs is the last property, so that it can be shared. */
export function flowsHead({ cursor, leftOut, totals, from }: Omit<FlowsMessage, 'flows'>): string {
  return `["flows",${JSON.stringify({ cursor, leftOut, totals, from }).slice(0, -1)},"flows":`;
}
