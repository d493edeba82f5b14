import { execFileSync } from 'node:child_process';
import { chownSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { postgresUser } from '../embedded/postgres-user.ts';
import { sleep } from './patience.ts';
import { withClient } from './recorded.ts';
import type { Rig } from './rig.ts';

const MIB = 1024 * 1024;
/** Room for what comes after the disk was full. */
const ROOM_BYTES = 256 * MIB;

/**
 * Moves what is written now on both sides, today's exchanges and the index of today's records, to a small disk
 * (a tmpfs), and fills it for `seconds`.
 * @returns why not, where this machine lets us mount nothing; null when it was done
 */
export async function fillDisk(rig: Rig, seconds: number): Promise<string | null> {
  const growing = await growingRelations(rig);
  const place = join(rig.folder, 'small-disk');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${growing.bytes + ROOM_BYTES}`, 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return 'not tried: this user may not mount a small disk';
  }
  const unmount = () => execFileSync('umount', [place], { stdio: 'ignore' });
  rig.whenClosed.push(unmount);
  const user = postgresUser();
  if (user) chownSync(place, user.uid, user.gid);
  await withClient(rig.databaseUrl, async (client) => {
    await client.query(`CREATE TABLESPACE small LOCATION '${place}'`);
    for (const statement of growing.moves) await client.query(statement);
  });
  const filler = join(place, 'filler');
  fill(filler);
  await sleep(seconds * 1_000);
  rmSync(filler);
  return null;
}

/** Statements that move the relations which grow, and how large these are now. */
async function growingRelations(rig: Rig): Promise<{ moves: string[]; bytes: number }> {
  return withClient(rig.databaseUrl, async (client) => {
    const { rows } = await client.query<{ move: string; bytes: string }>(`
      SELECT 'ALTER TABLE ' || oid::regclass || ' SET TABLESPACE small' AS move, pg_total_relation_size(oid) AS bytes
      FROM pg_class WHERE relname = 'http_exchange_' || to_char(now(), 'YYYYMMDD')
      UNION ALL
      SELECT 'ALTER INDEX ' || indexrelid::regclass || ' SET TABLESPACE small', pg_relation_size(indexrelid)
      FROM pg_index JOIN pg_class ON oid = indrelid
      WHERE relname = 'kafka_record_' || to_char(now(), 'YYYYMMDD') AND indnkeyatts = 3`);
    return { moves: rows.map(({ move }) => move), bytes: rows.reduce((sum, { bytes }) => sum + Number(bytes), 0) };
  });
}

/** Writes a file until there is no room for more. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const chunk of [Buffer.alloc(MIB), Buffer.alloc(4_096)]) {
      try {
        for (;;) writeSync(file, chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}
