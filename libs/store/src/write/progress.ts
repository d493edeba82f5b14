import type { ClientBase } from 'pg';
import type { CommitRow } from '../batch.js';
import type { SiftedBatch } from './sift.js';
import { storable } from './storable.js';

/**
 * Moves `group_progress` to the last commit of each group and partition. Completed latency is
 * measured from the first commit ever seen on: what the group had passed before has no known time.
 */
export async function moveProgress(client: ClientBase, batches: SiftedBatch[]): Promise<void> {
  const first = new Map<string, CommitRow>();
  const last = new Map<string, CommitRow>();
  for (const { rows, oldCommits } of batches) {
    for (const row of [...oldCommits, ...rows.commits]) {
      const id = [storable(row.clusterId), row.topicId.toLowerCase(), row.partition, storable(row.consumerGroup)].join('\0');
      if (!first.has(id)) first.set(id, row);
      last.set(id, row);
    }
  }
  if (last.size === 0) return;
  const ids = [...last.keys()].sort();
  const field = (pick: (row: CommitRow) => unknown, from = last) => ids.map((id) => pick(from.get(id) as CommitRow));
  await client.query({
    name: 'move progress',
    text: `INSERT INTO group_progress AS held
             (cluster_id, consumer_group, topic_id, topic, partition, committed_offset, committed_at, exact, measured_offset)
           SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::int[], $6::bigint[], $7::timestamptz[], $8::boolean[], $9::bigint[])
           ON CONFLICT (cluster_id, topic_id, partition, consumer_group) DO UPDATE
             SET committed_offset = EXCLUDED.committed_offset, committed_at = EXCLUDED.committed_at, exact = EXCLUDED.exact`,
    values: [
      field((row) => storable(row.clusterId)),
      field((row) => storable(row.consumerGroup)),
      field((row) => row.topicId),
      field((row) => storable(row.topic)),
      field((row) => row.partition),
      field((row) => row.committedOffset),
      field((row) => new Date(row.committedAt).toISOString()),
      field((row) => row.exact),
      field((row) => row.committedOffset, first),
    ],
  });
}
