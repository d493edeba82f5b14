import { ABANDONED_AFTER_MS, type GroupPassage, type GroupStanding } from '@contraflow/contract';
import type { Queryable } from './ask.js';
import { instantOf, instantSql } from './instants.js';
import type { RecordPlace } from './read-sends.js';

interface PassageRow {
  place: number;
  consumer_group: string;
  committed_offset: string;
  progress_exact: boolean;
  passed_ms: number | null;
  commit_exact: boolean | null;
  standing: GroupStanding;
}

/**
 * Whether and when each group passed each record, by record id. A group has passed a
 * record with its first commit beyond it; the commit may be older than what we keep,
 * then the time is null.
 */
export async function readPassages(client: Queryable, records: RecordPlace[]): Promise<Map<string, GroupPassage[]>> {
  const passages = new Map<string, GroupPassage[]>(records.map((record) => [record.id, []]));
  if (records.length === 0) return passages;
  const { rows } = await client.query<PassageRow>(
    `SELECT wanted.place::int, progress.consumer_group, progress.committed_offset, progress.exact AS progress_exact,
            ${instantSql('passing.committed_at')} AS passed_ms, passing.exact AS commit_exact,
            CASE WHEN state.muted_at IS NOT NULL AND coalesce(state.muted_until > now(), true) THEN 'muted'
                 WHEN state.empty_since < now() - interval '${ABANDONED_AFTER_MS} ms' THEN 'abandoned' ELSE 'active' END AS standing
     FROM unnest($1::text[], $2::uuid[], $3::int[], $4::bigint[]) WITH ORDINALITY AS wanted(cluster_id, topic_id, partition, "offset", place)
     JOIN group_progress AS progress USING (cluster_id, topic_id, partition)
     LEFT JOIN consumer_group_state AS state USING (cluster_id, consumer_group)
     LEFT JOIN LATERAL (
       SELECT committed_at, exact FROM group_commit
       WHERE topic_id = wanted.topic_id AND partition = wanted.partition AND consumer_group = progress.consumer_group
         AND committed_offset > wanted."offset" AND cluster_id = wanted.cluster_id
       ORDER BY committed_offset, committed_at LIMIT 1
     ) AS passing ON true
     ORDER BY progress.consumer_group`,
    [records.map((record) => record.clusterId), records.map((record) => record.topicId), records.map((record) => record.partition), records.map((record) => record.offset)],
  );
  for (const row of rows) {
    const record = records[row.place - 1] as RecordPlace;
    passages.get(record.id)?.push(toGroupPassage(row, BigInt(record.offset)));
  }
  return passages;
}

function toGroupPassage(row: PassageRow, offset: bigint): GroupPassage {
  const committed = BigInt(row.committed_offset);
  // A group that was set back has passed all the same, if a commit of it says so.
  const passed = row.passed_ms !== null || committed > offset;
  return {
    consumerGroup: row.consumer_group,
    standing: row.standing,
    passed,
    passedAt: row.passed_ms === null ? null : instantOf(row.passed_ms),
    recordsBefore: passed ? null : Number(offset - committed),
    source: (row.commit_exact ?? row.progress_exact) ? 'commits' : 'sweep',
  };
}
