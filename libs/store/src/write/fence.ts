import type { ClientBase } from 'pg';
import { FenceRefused, type SourceBatch } from '../batch.js';

interface Step {
  epoch: number;
  expected: bigint;
  next: bigint;
}

/**
 * Moves the position of every source on, if each stands where its batches expect it and
 * nobody has claimed it since. It runs in the transaction of the rows.
 * @returns the transaction's id
 * @throws FenceRefused naming the sources that do not; the transaction has to be rolled back
 */
export async function fence(client: ClientBase, batches: SourceBatch[], recordedAt: number): Promise<string> {
  const steps = stepsOf(batches);
  const sources = [...steps.keys()].sort();
  const field = (pick: (step: Step) => bigint | number) => sources.map((source) => String(pick(steps.get(source) as Step)));
  const { rows } = await client.query<{ source: string; transaction: string }>({
    name: 'fence',
    text: `UPDATE source_position AS held SET next = asked.next, advanced_at = $5
           FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS asked(source, epoch, expected, next)
           WHERE held.source = asked.source AND held.epoch = asked.epoch AND held.next = asked.expected
           RETURNING held.source, pg_current_xact_id()::text AS transaction`,
    values: [sources, field((step) => step.epoch), field((step) => step.expected), field((step) => step.next), new Date(recordedAt)],
  });
  const [any] = rows;
  if (any && rows.length === sources.length) return any.transaction;
  const moved = new Set(rows.map((row) => row.source));
  throw new FenceRefused(sources.filter((source) => !moved.has(source)));
}

/** One step a source: several batches of a source have to follow on one another. */
function stepsOf(batches: SourceBatch[]): Map<string, Step> {
  const steps = new Map<string, Step>();
  const broken = new Set<string>();
  for (const { source, epoch, expected, next } of batches) {
    const step = steps.get(source);
    if (!step) steps.set(source, { epoch, expected, next });
    else if (step.epoch === epoch && step.next === expected) step.next = next;
    else broken.add(source);
  }
  if (broken.size > 0) throw new FenceRefused([...broken]);
  return steps;
}
