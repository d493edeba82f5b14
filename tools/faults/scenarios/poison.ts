import { difference } from '../compare.ts';
import { sleep, until } from '../patience.ts';
import { checkPoison } from '../poison/check.ts';
import { PoisonSender } from '../poison/sender.ts';
import { recordedOffsets, rollupMismatch, withClient } from '../recorded.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { topicOffsets } from '../topic-offsets.ts';

const COMPACTED = 'faults-poison-compacted';
const AGAIN_RECORDS = 200;

/**
 * Records that somebody could trip over, in every codec, with transactions and aborts; a compacted log with holes;
 * topics deleted and made again under the same name. Each is stored byte-exact or set aside with a reason, and the one behind it comes too.
 */
export const poison: Scenario = {
  name: 'poison',
  rounds: 5,
  async run({ rig, rounds, random, say }) {
    const sender = await PoisonSender.connect(rig.brokers, random);
    const holes = await compactedWhileAway(rig, sender);
    const topics: string[] = [];
    const again = { lost: 0, duplicated: 0 };
    for (let round = 1; round <= rounds; round += 1) {
      const [cases, transactions] = [`faults-poison-${round}`, `faults-poison-transactions-${round}`];
      topics.push(cases, transactions);
      await sender.topic(cases);
      await sender.topic(transactions, {}, 1);
      await sender.sendCases(cases);
      await sender.sendTransactions(transactions, 9);
      const { lost, duplicated } = await madeAgain(rig, sender, `faults-poison-again-${round}`);
      again.lost += lost;
      again.duplicated += duplicated;
      say(`round ${round} of ${rounds}: ${sender.sent.length} records sent so far`);
    }
    const begun = Date.now();
    await recorded(rig, topics, sender.sent.filter(({ becomes }) => becomes === 'stored').length);
    const resumeSeconds = (Date.now() - begun) / 1_000;
    await sleep(1_000);
    const verdict = await checkPoison(rig.databaseUrl, topics, sender.sent);
    const compacted = difference(await topicOffsets(rig.brokers, COMPACTED), await recordedOffsets(rig.databaseUrl, COMPACTED));
    await sender.close();
    return {
      sent: { exchanges: 0, records: sender.sent.length },
      recorded: { exchanges: 0, records: verdict.stored },
      lost: verdict.lost + compacted.missing + again.lost,
      duplicated: verdict.duplicated + compacted.extra + again.duplicated,
      rollupMismatch: await rollupMismatch(rig.databaseUrl),
      setAside: verdict.setAside,
      holes,
      resumeSeconds,
      broken: verdict.mangled.slice(0, 10),
    };
  },
};

/** Fills and compacts a log while no recorder runs, so that it is read with its holes. @returns how many records are gone from it */
async function compactedWhileAway(rig: Rig, sender: PoisonSender): Promise<number> {
  const [keys, repeats] = [40, 25];
  await rig.server.daemon.stop();
  await sender.topic(COMPACTED, { 'cleanup.policy': 'compact', 'segment.ms': '100', 'segment.bytes': '1048576', 'min.cleanable.dirty.ratio': '0.01', 'min.compaction.lag.ms': '0' }, 1);
  await sender.sendRepeating(COMPACTED, keys, repeats);
  const held = await until('compaction', async () => {
    // A segment is closed only when something is written behind it.
    await sender.sendRepeating(COMPACTED, 1, 1);
    await sleep(500);
    const { size } = await topicOffsets(rig.brokers, COMPACTED);
    return size < (keys * repeats) / 2 ? size : null;
  });
  await rig.startServer();
  return keys * repeats - held;
}

/** Waits until so many records of these topics are recorded, or nothing has come for half a minute. */
async function recorded(rig: Rig, topics: string[], wanted: number): Promise<void> {
  let [last, since] = [-1, Date.now()];
  for (;;) {
    const count = await withClient(rig.databaseUrl, async (client) => {
      const { rows } = await client.query<{ sum: string }>('SELECT coalesce(sum(records), 0) AS sum FROM kafka_minute WHERE topic = ANY($1)', [topics]);
      return Number(rows[0]?.sum);
    });
    if (count >= wanted || Date.now() - since > 30_000) return;
    if (count !== last) [last, since] = [count, Date.now()];
    await sleep(200);
  }
}

/** A topic that is recorded, deleted, and made again with other records at the same offsets. */
async function madeAgain(rig: Rig, sender: PoisonSender, topic: string): Promise<{ lost: number; duplicated: number }> {
  for (const life of [1, 2]) {
    await sender.topic(topic, {}, 1);
    await sender.sendRepeating(topic, AGAIN_RECORDS, 1);
    await recorded(rig, [topic], AGAIN_RECORDS * life);
    if (life === 1) await sender.admin.deleteTopics({ topics: [topic] });
  }
  return withClient(rig.databaseUrl, async (client) => {
    const { rows } = await client.query<{ all: string; distinct: string }>(`SELECT count(*) AS all, count(DISTINCT (topic_id, "offset")) AS distinct FROM kafka_record WHERE topic = $1`, [topic]);
    const [all, distinct] = [Number(rows[0]?.all), Number(rows[0]?.distinct)];
    return { lost: AGAIN_RECORDS * 2 - distinct, duplicated: all - distinct };
  });
}
