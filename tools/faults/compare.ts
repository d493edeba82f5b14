import { countRecorded, readRecorded } from './recorded.ts';
import type { Rig } from './rig.ts';
import { topicOffsets } from './topic-offsets.ts';
import { sleep, type Traffic } from './traffic.ts';

/** The verdict on one run: what was sent against what is recorded. */
export interface Verdict {
  sent: { exchanges: number; records: number };
  recorded: { exchanges: number; records: number };
  lost: number;
  duplicated: number;
  rollupMismatch: number;
  reportedDrops: number;
  setAside: number;
}

/**
 * Waits until everything sent is recorded or nothing has moved for `calmMs`, then compares sets:
 * offsets that the topic holds and paths that the gateway answered, against the rows.
 */
export async function compare(rig: Rig, topic: string, traffic: Traffic, calmMs = 30_000): Promise<Verdict> {
  const offsets = await topicOffsets(rig.brokers, topic);
  await calm(rig.databaseUrl, topic, { records: offsets.size, exchanges: traffic.answered.size }, calmMs);
  const recorded = await readRecorded(rig.databaseUrl, topic);
  const records = difference(offsets, recorded.offsets);
  const exchanges = difference(traffic.answered, recorded.paths);
  return {
    sent: { exchanges: traffic.answered.size, records: offsets.size },
    recorded: { exchanges: recorded.paths.length, records: recorded.offsets.length },
    lost: records.missing + exchanges.missing,
    duplicated: records.extra + exchanges.extra,
    rollupMismatch: recorded.rollupMismatch,
    reportedDrops: recorded.reportedDrops,
    setAside: recorded.setAside,
  };
}

async function calm(databaseUrl: string, topic: string, wanted: { records: number; exchanges: number }, calmMs: number): Promise<void> {
  let before = '';
  let since = Date.now();
  for (;;) {
    const now = await countRecorded(databaseUrl, topic);
    if (now.records >= wanted.records && now.exchanges >= wanted.exchanges) break;
    const state = `${now.records}/${now.exchanges}`;
    if (state !== before) [before, since] = [state, Date.now()];
    else if (Date.now() - since > calmMs) return;
    await sleep(200);
  }
  // A second copy of a row would come after the first; give it the time to.
  await sleep(2_000);
}

function difference(wanted: Set<string>, found: string[]): { missing: number; extra: number } {
  const distinct = new Set(found);
  let missing = 0;
  for (const one of wanted) if (!distinct.has(one)) missing += 1;
  return { missing, extra: found.length - distinct.size };
}
