import type { Pool } from 'pg';

/** An operator does not want to hear of a group. Times in epoch milliseconds. */
export interface GroupMute {
  by: string;
  at: number;
  /** Null: until somebody unmutes it. */
  until: number | null;
  reason: string;
}

/** What is kept of a consumer group beside its offsets. */
export interface GroupState {
  consumerGroup: string;
  /** Since when nobody is in it, epoch milliseconds; null while somebody is. */
  emptySince: number | null;
  mute: GroupMute | null;
}

interface Row {
  consumer_group: string;
  empty_since: Date | null;
  muted_at: Date | null;
  muted_by: string | null;
  muted_until: Date | null;
  mute_reason: string | null;
}

/** All that is kept of the groups of a cluster. */
export async function readGroupStates(pool: Pool, clusterId: string): Promise<GroupState[]> {
  const { rows } = await pool.query<Row>(
    'SELECT consumer_group, empty_since, muted_at, muted_by, muted_until, mute_reason FROM consumer_group_state WHERE cluster_id = $1',
    [clusterId],
  );
  return rows.map((row) => ({ consumerGroup: row.consumer_group, emptySince: row.empty_since?.getTime() ?? null, mute: muteOf(row) }));
}

function muteOf({ muted_at: at, muted_by: by, muted_until: until, mute_reason: reason }: Row): GroupMute | null {
  return at === null ? null : { at: at.getTime(), by: by ?? '', until: until?.getTime() ?? null, reason: reason ?? '' };
}

/** Notes since when groups are empty, or that they are no longer. */
export async function saveEmptySince(pool: Pool, clusterId: string, changes: readonly { consumerGroup: string; emptySince: number | null }[]): Promise<void> {
  if (changes.length === 0) return;
  await pool.query(
    `INSERT INTO consumer_group_state AS held (cluster_id, consumer_group, empty_since)
     SELECT $1, changed.consumer_group, to_timestamp(changed.since / 1000)
     FROM unnest($2::text[], $3::float8[]) AS changed(consumer_group, since) ORDER BY 2
     ON CONFLICT (cluster_id, consumer_group) DO UPDATE SET empty_since = EXCLUDED.empty_since`,
    [clusterId, changes.map(({ consumerGroup }) => consumerGroup), changes.map(({ emptySince }) => emptySince)],
  );
}

/** Mutes a group, or unmutes it (`mute` is null), and notes who did so in the audit. */
export async function saveMute(pool: Pool, clusterId: string, consumerGroup: string, mute: GroupMute | null, actor: string): Promise<void> {
  const subject = mute ? `${consumerGroup}, ${mute.until === null ? 'until unmuted' : `until ${new Date(mute.until).toISOString()}`}: ${mute.reason}` : consumerGroup;
  await pool.query(
    `WITH noted AS (INSERT INTO audit_entry (actor, action, subject) VALUES ($7, $8, $9))
     INSERT INTO consumer_group_state AS held (cluster_id, consumer_group, muted_at, muted_by, muted_until, mute_reason)
     VALUES ($1, $2, to_timestamp($3::float8 / 1000), $4, to_timestamp($5::float8 / 1000), $6)
     ON CONFLICT (cluster_id, consumer_group) DO UPDATE SET
       muted_at = EXCLUDED.muted_at, muted_by = EXCLUDED.muted_by, muted_until = EXCLUDED.muted_until, mute_reason = EXCLUDED.mute_reason`,
    [clusterId, consumerGroup, mute?.at ?? null, mute?.by ?? null, mute?.until ?? null, mute?.reason ?? null, actor, mute ? 'group muted' : 'group unmuted', subject],
  );
}

/** Forgets groups that are gone, unless somebody muted them: they may come back. */
export async function forgetGroups(pool: Pool, clusterId: string, groups: readonly string[]): Promise<void> {
  if (groups.length === 0) return;
  await pool.query('DELETE FROM consumer_group_state WHERE cluster_id = $1 AND consumer_group = ANY($2) AND muted_at IS NULL', [clusterId, groups]);
}
