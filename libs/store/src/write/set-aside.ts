import { SET_ASIDE_BYTES } from '@contraflow/contract';
import type { BatchRows, SetAsideRow, SourceBatch } from '../batch.js';

/** The kinds of rows that are flows or say something about flows: those that can be set aside. */
export type FlowKind = 'http' | 'kafka' | 'sends' | 'commits' | 'drops';

/** Turns a row into what is kept of it: its JSON, bytes in base64. */
export function setAside<Kind extends FlowKind>(kind: Kind, row: BatchRows[Kind][number], batch: SourceBatch, reason: string): SetAsideRow {
  // The bytes of an exchange say what it says itself.
  const shown = 'encoded' in row ? { ...row, encoded: undefined } : row;
  return { position: positionOf(kind, row, batch), reason, payload: Buffer.from(JSON.stringify(shown, jsonable)).subarray(0, SET_ASIDE_BYTES) };
}

function positionOf(kind: FlowKind, row: object, batch: SourceBatch): bigint {
  if (kind === 'kafka') return (row as BatchRows['kafka'][number]).offset;
  // A commit does not carry its position; the batch's first one is near.
  if (kind === 'commits') return batch.expected;
  return (row as BatchRows['http'][number]).position;
}

function jsonable(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  // JSON.stringify has called toJSON by now, so the Buffer itself is asked for.
  const own = (this as Record<string, unknown>)[key];
  return Buffer.isBuffer(own) ? own.toString('base64') : value;
}
