import { DatabaseError, type ClientBase } from 'pg';
import { emptyRows, type SourceBatch } from '../batch.js';
import type { BatchWriter } from './batch-writer.js';
import { RowRefused } from './row-refused.js';
import { setAside, type FlowKind } from './set-aside.js';

const KINDS: FlowKind[] = ['http', 'kafka', 'sends', 'commits'];

/** A row with its place in a batch. */
interface Placed {
  kind: FlowKind;
  row: object;
}

interface Culprit extends Placed {
  reason: string;
}

/** Whether an error speaks of the data (SQLSTATE classes 22, 23 and 54, or our own encoder), so that trying again is no use. */
export function isDataError(error: unknown): boolean {
  if (error instanceof RowRefused) return true;
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}

/**
 * Finds the rows that Postgres does not take, by trying halves of halves, and sets them aside
 * with the reason. The batch comes back ready to be written.
 * @throws whatever else goes wrong meanwhile, a lost connection for instance
 */
export async function withoutCulprits(client: ClientBase, writer: BatchWriter, batch: SourceBatch): Promise<SourceBatch> {
  const placed = KINDS.flatMap((kind) => (batch.rows[kind] as object[]).map((row): Placed => ({ kind, row })));
  const culprits = await search(client, writer, batch, placed);
  if (culprits.length === 0) return batch;
  const guilty = new Set(culprits.map(({ row }) => row));
  const rows = { ...batch.rows };
  for (const kind of KINDS) Object.assign(rows, { [kind]: (batch.rows[kind] as object[]).filter((row) => !guilty.has(row)) });
  rows.setAside = [...rows.setAside, ...culprits.map(({ kind, row, reason }) => setAside(kind, row as never, batch, reason))];
  return { ...batch, rows };
}

async function search(client: ClientBase, writer: BatchWriter, batch: SourceBatch, placed: Placed[]): Promise<Culprit[]> {
  if (placed.length === 0) return [];
  const reason = await refusal(client, writer, { ...batch, rows: rowsOf(placed) });
  if (reason === null) return [];
  if (placed.length === 1) return [{ ...(placed[0] as Placed), reason }];
  const middle = placed.length >> 1;
  return [
    ...(await search(client, writer, batch, placed.slice(0, middle))),
    ...(await search(client, writer, batch, placed.slice(middle))),
  ];
}

async function refusal(client: ClientBase, writer: BatchWriter, batch: SourceBatch): Promise<string | null> {
  try {
    await writer.tryOut(client, [batch]);
    return null;
  } catch (error) {
    if (!isDataError(error)) throw error;
    return `It cannot be stored: ${(error as Error).message}`;
  }
}

function rowsOf(placed: Placed[]) {
  const rows = emptyRows();
  for (const { kind, row } of placed) (rows[kind] as object[]).push(row);
  return rows;
}
