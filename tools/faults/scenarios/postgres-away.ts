import { compare } from '../compare.ts';
import { openRig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { sleep, startTraffic } from '../traffic.ts';

const ROUND_SECONDS = 30;

/** Postgres stopped for half a minute a round under traffic: the gateway answers as before, and nothing is lost. */
export const postgresAway: Scenario = {
  name: 'postgres-away',
  rounds: 10,
  async run({ rounds, random, say }) {
    const topic = 'faults';
    const rig = await openRig({ topics: topic });
    try {
      const traffic = await startTraffic({ ...rig, topic, partitions: 6, httpPerSecond: 200, recordsPerSecond: 2_000, random });
      await sleep(3_000);
      await rig.postgres.stop();
      for (let round = 1; round <= rounds; round += 1) {
        await sleep(ROUND_SECONDS * 1_000);
        say(`Postgres away for ${round * ROUND_SECONDS} s; ${traffic.answered.size} requests answered, ${traffic.failures.length} not`);
      }
      await rig.startPostgres();
      const backAt = Date.now();
      await sleep(3_000);
      await traffic.stop();
      const verdict = await compare(rig, topic, traffic);
      return { ...verdict, gatewayFailures: traffic.failures.length, awaySeconds: rounds * ROUND_SECONDS, resumeSeconds: (Date.now() - backAt) / 1_000 };
    } finally {
      await rig.close();
    }
  },
};
