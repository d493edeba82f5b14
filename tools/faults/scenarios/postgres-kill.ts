import { compare } from '../compare.ts';
import { countRecorded } from '../recorded.ts';
import { openRig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { sleep, startTraffic } from '../traffic.ts';

/** SIGKILL to Postgres under traffic (every second round lets it stop in order), then the same data again. */
export const postgresKill: Scenario = {
  name: 'postgres-kill',
  rounds: 20,
  async run({ rounds, random, say }) {
    const topic = 'faults';
    const rig = await openRig({ topics: topic });
    try {
      const traffic = await startTraffic({ ...rig, topic, partitions: 6, httpPerSecond: 200, recordsPerSecond: 2_000, random });
      let worstResume = 0;
      for (let round = 1; round <= rounds; round += 1) {
        await sleep(500 + random() * 1_500);
        await (round % 2 === 0 ? rig.postgres.stop() : rig.postgres.kill());
        await sleep(random() * 2_000);
        await rig.startPostgres();
        const backAt = Date.now();
        const before = await countRecorded(rig.databaseUrl, topic);
        while ((await countRecorded(rig.databaseUrl, topic)).records <= before.records) await sleep(50);
        const resumeSeconds = (Date.now() - backAt) / 1_000;
        worstResume = Math.max(worstResume, resumeSeconds);
        say(`round ${round} of ${rounds}: recording again ${resumeSeconds.toFixed(1)} s after Postgres was back`);
      }
      await traffic.stop();
      const verdict = await compare(rig, topic, traffic);
      return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds: worstResume };
    } finally {
      await rig.close();
    }
  },
};
