import type { ClientBase } from 'pg';
import type { SourceBatch } from '../batch.js';
import type { CopyBuffer } from './copy-buffer.js';
import { CopySender } from './copy-sender.js';
import { RowRefused } from './row-refused.js';
import type { CopyKind, CopyTable } from './tables.js';

/**
 * Copies one kind of rows of all batches into its table; each chunk travels while the next is encoded.
 * @param meanwhile what can be done while Postgres is still busy with the last of them
 * @throws RowRefused for a row with a value that its column cannot hold
 * @throws DatabaseError for what Postgres refuses
 */
export async function copyRows<Kind extends CopyKind>(
  client: ClientBase,
  buffer: CopyBuffer,
  table: CopyTable<Kind>,
  batches: SourceBatch[],
  recordedAt: number,
  meanwhile: () => void = () => undefined,
): Promise<void> {
  if (batches.every((batch) => batch.rows[table.kind].length === 0)) return;
  const sender = new CopySender(client, `COPY ${table.name} (${table.columns.join(', ')}) FROM STDIN (FORMAT binary)`);
  buffer.begin();
  for (const { rows, source } of batches) {
    for (const row of rows[table.kind]) {
      try {
        table.encode(buffer, row, source, recordedAt);
      } catch (error) {
        await sender.abort(error as Error);
        throw new RowRefused((error as Error).message, row);
      }
      if (buffer.full.length > 0) await sender.send(buffer.full);
    }
  }
  buffer.end();
  await sender.send(buffer.full);
  try {
    meanwhile();
  } catch (error) {
    // Nothing else could be said over the connection before the COPY is over.
    await sender.abort(error as Error);
    throw error;
  }
  await sender.end();
}
