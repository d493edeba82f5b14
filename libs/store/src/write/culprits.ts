import { DatabaseError, type ClientBase } from 'pg';
import { emptyRows, type BatchRows, type SourceBatch } from '../batch.js';
import type { BatchWriter } from './batch-writer.js';
import { RowRefused } from './row-refused.js';
import { setAside, type FlowKind } from './set-aside.js';

const KINDS: FlowKind[] = ['http', 'kafka', 'sends', 'commits', 'drops'];
/** Tries for one batch, some seconds of work. Beyond them whatever is not known to be storable is set aside. */
const MOST_TRIES = 1_000;

/** A row with its place in a batch. */
interface Placed {
  kind: FlowKind;
  row: object;
}

/** Whether an error speaks of the data (SQLSTATE classes 22, 23 and 54, or our own encoder), so that trying again is no use. */
export function isDataError(error: unknown): boolean {
  if (error instanceof RowRefused) return true;
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}

/** What our own code throws over a value that it did not expect: for whoever wants the rest stored that is a row like any other. */
function isMistake(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

/**
 * Finds the rows that cannot be stored and sets them aside with the reason. Those that cannot be stored by themselves are
 * found by trying halves of halves. Where the others fit singly and not together, each half is tried beside what fits
 * already, so that all is kept but the rows that are too much. The batch comes back ready to be written.
 * @throws whatever else goes wrong meanwhile, a lost connection for instance
 */
export async function withoutCulprits(client: ClientBase, writer: BatchWriter, batch: SourceBatch): Promise<SourceBatch> {
  return new Search(client, writer, batch).run();
}

/** The whole batch set aside: the last way for its source to go on. */
export function allAside(batch: SourceBatch, reason: string): SourceBatch {
  return asideOf(batch, new Map(placedIn(batch.rows).map(({ row }) => [row, reason])));
}

class Search {
  private readonly guilty = new Map<object, string>();
  private tries = 0;

  constructor(
    private readonly client: ClientBase,
    private readonly writer: BatchWriter,
    private readonly batch: SourceBatch,
  ) {}

  async run(): Promise<SourceBatch> {
    const placed = placedIn(this.batch.rows);
    await this.single(placed);
    const left = placed.filter(({ row }) => !this.guilty.has(row));
    // Another try than the first only where rows went.
    await this.together([], left);
    return asideOf(this.batch, this.guilty);
  }

  /** Rows that fail whatever is beside them. */
  private async single(placed: Placed[]): Promise<void> {
    const reason = await this.refusal(placed);
    if (reason === null) return;
    if (placed.length === 1) this.condemn(placed, reason);
    else if (this.isTooMuch()) this.condemn(placed, unsure(placed.length, reason));
    else {
      const middle = placed.length >> 1;
      await this.single(placed.slice(0, middle));
      await this.single(placed.slice(middle));
    }
  }

  /** Rows that fail beside what fits already. @returns what fits then */
  private async together(fits: Placed[], placed: Placed[]): Promise<Placed[]> {
    const reason = await this.refusal([...fits, ...placed]);
    if (reason === null) return [...fits, ...placed];
    if (placed.length === 1) this.condemn(placed, reason);
    else if (this.isTooMuch()) this.condemn(placed, unsure(placed.length, reason));
    else {
      const middle = placed.length >> 1;
      return this.together(await this.together(fits, placed.slice(0, middle)), placed.slice(middle));
    }
    return fits;
  }

  private condemn(placed: Placed[], reason: string): void {
    for (const { row } of placed) this.guilty.set(row, reason);
  }

  private isTooMuch(): boolean {
    return this.tries >= MOST_TRIES;
  }

  private async refusal(placed: Placed[]): Promise<string | null> {
    if (placed.length === 0) return null;
    this.tries += 1;
    try {
      await this.writer.tryOut(this.client, [{ ...this.batch, rows: rowsOf(placed) }]);
      return null;
    } catch (error) {
      if (!isDataError(error) && !isMistake(error)) throw error;
      return `It cannot be stored: ${(error as Error).message}`;
    }
  }
}

const unsure = (rows: number, reason: string) => `It is one of ${rows} rows of which some cannot be stored; which ones was not looked for any longer. ${reason}`;

function placedIn(rows: BatchRows): Placed[] {
  return KINDS.flatMap((kind) => (rows[kind] as object[]).map((row): Placed => ({ kind, row })));
}

function rowsOf(placed: Placed[]): BatchRows {
  const rows = emptyRows();
  for (const { kind, row } of placed) (rows[kind] as object[]).push(row);
  return rows;
}

function asideOf(batch: SourceBatch, guilty: Map<object, string>): SourceBatch {
  if (guilty.size === 0) return batch;
  const aside = placedIn(batch.rows).flatMap(({ kind, row }) => (guilty.has(row) ? [setAside(kind, row as never, batch, guilty.get(row) as string)] : []));
  const rows = { ...batch.rows, setAside: [...batch.rows.setAside, ...aside] };
  for (const kind of KINDS) Object.assign(rows, { [kind]: (batch.rows[kind] as object[]).filter((row) => !guilty.has(row)) });
  return { ...batch, rows };
}
