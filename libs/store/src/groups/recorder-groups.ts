import type { Pool } from 'pg';

/**
 * Notes the groups that a recorder uses, and answers all that recorders of this database have ever used: after a
 * change of KAFKA_GROUP_ID the former ones still stand in Kafka, and are nobody's consumers.
 */
export async function noteRecorderGroups(pool: Pool, groups: readonly string[]): Promise<Set<string>> {
  await pool.query('INSERT INTO recorder_group (consumer_group) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [groups]);
  const { rows } = await pool.query<{ consumer_group: string }>('SELECT consumer_group FROM recorder_group');
  return new Set(rows.map((row) => row.consumer_group));
}
