import type { Loss, LossFilter, Losses, LossKind, LossSource } from '@contraflow/contract';
import type { Pool } from 'pg';
import { ask, Deadline } from './ask.js';

/** Where a page ended: microseconds, kind and id of its last line. */
export interface LossCursor {
  us: string;
  kind: LossKind;
  id: string;
}

/** @returns null when it is not one of ours */
export function decodeLossCursor(text: string): LossCursor | null {
  const [, us, kind, id] = /^(\d{1,17})\.(set-aside|drop)\.(\d{1,18})$/.exec(text) ?? [];
  return us && kind && id ? { us, kind: kind as LossKind, id } : null;
}

interface Row {
  kind: LossKind;
  id: string;
  us: string;
  source: string;
  label: string | null;
  position: string;
  reason: string;
  bytes: number | null;
  dropped: string | null;
  since: Date | null;
  until: Date | null;
}

const US = "(extract(epoch FROM recorded_at) * 1000000)::bigint";
/** Sources in the list to choose from. */
const SOURCES_SHOWN = 500;

/**
 * What was set aside and what was dropped, newest first.
 * @throws QueryTimeout; Error of `pg` when Postgres is away
 */
export async function readLosses(pool: Pool, filter: LossFilter & { before: LossCursor | null; limit: number }, timeoutMs: number): Promise<Losses> {
  const { kind, source, before, limit } = filter;
  const values: unknown[] = [limit + 1, source ?? null];
  if (before) values.push(before.us, before.id);
  const part = (of: LossKind, table: string, columns: string) => {
    const words = [kind !== undefined && kind !== of ? 'false' : 'true'];
    if (source !== undefined) words.push('source = $2');
    if (before) words.push(`recorded_at <= ${MOMENT} AND (recorded_at < ${MOMENT} OR ${of < before.kind} OR (${of === before.kind} AND id < $4::bigint))`);
    return `(SELECT '${of}' AS kind, id, recorded_at, source, position, reason, ${columns} FROM ${table} WHERE ${words.join(' AND ')} ORDER BY recorded_at DESC, id DESC LIMIT $1)`;
  };
  const text = `
    SELECT lost.kind, lost.id, ${US} AS us, lost.source, held.label, lost.position, lost.reason, lost.bytes, lost.dropped, lost.since, lost.until
    FROM (
      ${part('set-aside', 'set_aside', 'octet_length(payload) AS bytes, NULL::bigint AS dropped, NULL::timestamptz AS since, NULL::timestamptz AS until')}
      UNION ALL
      ${part('drop', 'source_drop', 'NULL, dropped, since, until')}
    ) AS lost LEFT JOIN source_position AS held ON held.source = lost.source
    WHERE $2::text IS NULL OR lost.source = $2
    ORDER BY lost.recorded_at DESC, lost.kind DESC, lost.id DESC LIMIT $1`;
  const { rows } = await ask(pool, new Deadline(timeoutMs), (client) => client.query<Row>(text, values));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { losses: rows.slice(0, limit).map(toLoss), next: last ? `${last.us}.${last.kind}.${last.id}` : null };
}

const MOMENT = "('epoch'::timestamptz + $3::bigint * interval '1 microsecond')";

/** The sources that lost anything, the latest first. */
export async function readLossSources(pool: Pool, timeoutMs: number): Promise<LossSource[]> {
  const { rows } = await ask(pool, new Deadline(timeoutMs), (client) =>
    client.query<{ source: string; label: string | null; aside: number; drops: number; latest: Date }>(
      `SELECT lost.source, held.label, lost.aside, lost.drops, lost.latest
       FROM (
         SELECT source, sum(aside)::int AS aside, sum(drops)::int AS drops, max(latest) AS latest
         FROM (
           SELECT source, count(*) AS aside, 0 AS drops, max(recorded_at) AS latest FROM set_aside GROUP BY source
           UNION ALL
           SELECT source, 0, count(*), max(recorded_at) FROM source_drop GROUP BY source
         ) AS each GROUP BY source ORDER BY max(latest) DESC LIMIT ${SOURCES_SHOWN}
       ) AS lost LEFT JOIN source_position AS held ON held.source = lost.source
       ORDER BY lost.latest DESC, lost.source`,
    ),
  );
  return rows.map(({ source, label, aside, drops, latest }) => ({ source, label: label ?? source, setAside: aside, drops, latest: latest.getTime() }));
}

/** The bytes kept of something that was set aside; null when there is none of this id. */
export async function readSetAsideBytes(pool: Pool, id: string, timeoutMs: number): Promise<Buffer | null> {
  const { rows } = await ask(pool, new Deadline(timeoutMs), (client) => client.query<{ payload: Buffer }>('SELECT payload FROM set_aside WHERE id = $1::bigint', [id]));
  return rows[0]?.payload ?? null;
}

/** How much was lost since a moment, each counted up to `most`. */
export interface LossCounts {
  setAside: number;
  drops: number;
  /** Flows that the drops tell of. */
  dropped: bigint;
  /** Epoch milliseconds; null where nothing was. */
  latest: number | null;
}

export async function countLosses(pool: Pool, since: number, most: number, timeoutMs: number): Promise<LossCounts> {
  const { rows } = await ask(pool, new Deadline(timeoutMs), (client) =>
    client.query<{ aside: number; drops: number; dropped: string; latest: Date | null }>(
      `SELECT aside.n AS aside, lost.n AS drops, lost.dropped, greatest(aside.latest, lost.latest) AS latest
       FROM (SELECT count(*)::int AS n, max(recorded_at) AS latest FROM (SELECT recorded_at FROM set_aside WHERE recorded_at > $1 ORDER BY recorded_at DESC LIMIT $2) AS a) AS aside,
            (SELECT count(*)::int AS n, max(recorded_at) AS latest, coalesce(sum(dropped), 0)::text AS dropped
             FROM (SELECT recorded_at, dropped FROM source_drop WHERE recorded_at > $1 ORDER BY recorded_at DESC LIMIT $2) AS d) AS lost`,
      [new Date(since), most],
    ),
  );
  const { aside, drops, dropped, latest } = rows[0] as { aside: number; drops: number; dropped: string; latest: Date | null };
  return { setAside: aside, drops, dropped: BigInt(dropped), latest: latest?.getTime() ?? null };
}

function toLoss(row: Row): Loss {
  const { kind, id, source, label, position, reason, bytes, dropped, since, until } = row;
  return { kind, id, source, label: label ?? source, position, at: Number(row.us) / 1_000, reason, bytes, dropped, since: since?.getTime() ?? null, until: until?.getTime() ?? null };
}
