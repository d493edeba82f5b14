import { withClient } from '../recorded.ts';
import type { SentRecord } from './sent.ts';

/** KAFKA_BODY_PREFIX_BYTES when nothing is set. */
const PREFIX_BYTES = 4_096;

interface Row {
  place: string;
  key: Buffer | null;
  key_size: number;
  value: Buffer | null;
  body_size: number;
  headers: Buffer;
  tombstone: boolean;
}

export interface PoisonVerdict {
  stored: number;
  lost: number;
  duplicated: number;
  setAside: number;
  /** What is stored otherwise than it was sent, in words. */
  mangled: string[];
}

const placeOf = ({ topic, partition, offset }: SentRecord) => `${topic} ${partition}:${offset}`;

/** Compares what was sent, byte by byte, with what is recorded of the topics named. */
export async function checkPoison(databaseUrl: string, topics: string[], sent: SentRecord[]): Promise<PoisonVerdict> {
  const { rows, aside } = await withClient(databaseUrl, async (client) => ({
    rows: (await client.query<Row>(`SELECT topic || ' ' || partition || ':' || "offset" AS place, key, key_size, value, body_size, headers, tombstone FROM kafka_record WHERE topic = ANY($1)`, [topics])).rows,
    aside: (await client.query<{ place: string }>(`
      SELECT split_part(label, ' / ', 1) || ' ' || split_part(label, ' / ', 2) || ':' || position AS place
      FROM set_aside JOIN source_position USING (source) WHERE split_part(label, ' / ', 1) = ANY($1) AND reason <> ''`, [topics])).rows,
  }));
  const wanted = new Map(sent.map((record) => [placeOf(record), record]));
  const setAside = new Set(aside.map(({ place }) => place));
  const found = new Set<string>();
  const verdict: PoisonVerdict = { stored: rows.length, lost: 0, duplicated: 0, setAside: aside.length, mangled: [] };
  for (const row of rows) {
    const record = wanted.get(row.place);
    if (found.has(row.place)) verdict.duplicated += 1;
    found.add(row.place);
    if (!record) verdict.mangled.push(`${row.place} was never sent`);
    else if (record.becomes === 'nothing') verdict.mangled.push(`${record.what} (${row.place}) is recorded`);
    else if (!isSame(record, row)) verdict.mangled.push(`${record.what} (${row.place}) is not what was sent`);
  }
  for (const [place, { becomes, what }] of wanted) {
    if (becomes === 'stored' && !found.has(place)) verdict.lost += 1;
    if (becomes === 'set aside' && !setAside.has(place)) verdict.mangled.push(`${what} (${place}) was not set aside`);
  }
  return verdict;
}

function isSame(record: SentRecord, row: Row): boolean {
  const headers = JSON.parse(row.headers.toString()) as [string, string][];
  return (
    prefixIs(record.key, row.key) && (record.key?.length ?? 0) === row.key_size &&
    prefixIs(record.value, row.value) && (record.value?.length ?? 0) === row.body_size &&
    row.tombstone === (record.value === null) &&
    headers.length === record.headers.length &&
    record.headers.every(([name, value], i) => headers[i]?.[0] === name && headers[i][1] === value.toString('base64'))
  );
}

function prefixIs(whole: Buffer | null, kept: Buffer | null): boolean {
  if (whole === null || kept === null) return whole === kept;
  return kept.equals(whole.subarray(0, PREFIX_BYTES));
}
