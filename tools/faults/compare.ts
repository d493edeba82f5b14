import { readProgress, recordedOffsets, recordedPaths, rollupMismatch, type Progress } from './recorded.ts';
import type { Rig } from './rig.ts';
import { sleep } from './patience.ts';
import { topicOffsets } from './topic-offsets.ts';
import type { Traffic } from './traffic.ts';

/** The verdict on one run: what was sent against what is recorded. */
export interface Verdict {
  sent: { exchanges: number; records: number };
  recorded: { exchanges: number; records: number };
  /** Sent, not recorded, and not reported as dropped either. */
  lost: number;
  /** Rows too many. */
  duplicated: number;
  /** How far the roll-ups are from the rows, in rows. */
  rollupMismatch: number;
  /** Flows that their sources said they dropped. */
  reportedDrops: number;
  setAside: number;
}

/** Nothing has moved for so long: nothing more will come. */
const CALM_MS = 30_000;
const SETTLED_MS = 2_000;

/**
 * Waits until everything sent is recorded or nothing moves any more, then compares sets:
 * offsets that the topic holds and paths that the gateway answered, against the rows.
 * @param answered the paths that have to be recorded, where that is not everything the gateway answered
 */
export async function compare(rig: Rig, traffic: Traffic, answered: ReadonlySet<string> = new Set(traffic.answered.keys())): Promise<Verdict> {
  const offsets = await topicOffsets(rig.brokers, traffic.topic);
  await calm(rig, traffic.before, { records: offsets.size, exchanges: answered.size });
  const now = await readProgress(rig.databaseUrl);
  const recordedRecords = await recordedOffsets(rig.databaseUrl, traffic.topic);
  const recordedExchanges = await recordedPaths(rig.databaseUrl, traffic.userAgent);
  const records = difference(offsets, recordedRecords);
  const exchanges = difference(answered, recordedExchanges);
  const reportedDrops = (now?.dropped ?? 0) - traffic.before.dropped;
  return {
    sent: { exchanges: answered.size, records: offsets.size },
    recorded: { exchanges: recordedExchanges.length, records: recordedRecords.length },
    lost: Math.max(0, records.missing + exchanges.missing - reportedDrops),
    duplicated: records.extra + exchanges.extra,
    rollupMismatch: await rollupMismatch(rig.databaseUrl),
    reportedDrops,
    setAside: (now?.setAside ?? 0) - traffic.before.setAside,
  };
}

/** Resolves when all that is wanted is there and nothing has come for a while: a second copy of a row would come after the first. */
async function calm(rig: Rig, before: Progress, wanted: { records: number; exchanges: number }): Promise<void> {
  let last = '';
  let since = Date.now();
  for (;;) {
    const now = await readProgress(rig.databaseUrl);
    const dropped = now ? now.dropped - before.dropped : 0;
    const isThere = now !== null && now.records - before.records >= wanted.records && now.exchanges - before.exchanges >= wanted.exchanges - dropped;
    const state = JSON.stringify(now);
    if (state !== last) [last, since] = [state, Date.now()];
    else if (Date.now() - since > (isThere ? SETTLED_MS : CALM_MS)) return;
    await sleep(200);
  }
}

/** How many of a set are missing from a list, and how many the list has too many. */
export function difference(wanted: ReadonlySet<string>, found: string[]): { missing: number; extra: number } {
  const distinct = new Set(found);
  let missing = 0;
  for (const one of wanted) if (!distinct.has(one)) missing += 1;
  return { missing, extra: found.length - distinct.size };
}
