import { compare } from '../compare.ts';
import { countRecorded } from '../recorded.ts';
import { openRig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { sleep, startTraffic } from '../traffic.ts';

/** SIGKILL to the broker under traffic, then the same log again: both halves go on, the REST half never stops. */
export const brokerKill: Scenario = {
  name: 'broker-kill',
  rounds: 20,
  async run({ rounds, random, say }) {
    const topic = 'faults';
    const rig = await openRig({ topics: topic });
    try {
      const traffic = await startTraffic({ ...rig, topic, partitions: 6, httpPerSecond: 100, recordsPerSecond: 1_000, random });
      let worstResume = 0;
      for (let round = 1; round <= rounds; round += 1) {
        await sleep(1_000 + random() * 2_000);
        await rig.kafka.kill();
        const before = await countRecorded(rig.databaseUrl, topic);
        await sleep(500 + random() * 2_000);
        await rig.startKafka();
        const backAt = Date.now();
        while ((await countRecorded(rig.databaseUrl, topic)).records <= before.records) await sleep(50);
        const resumeSeconds = (Date.now() - backAt) / 1_000;
        worstResume = Math.max(worstResume, resumeSeconds);
        say(`round ${round} of ${rounds}: recording again ${resumeSeconds.toFixed(1)} s after the broker was back`);
      }
      await traffic.stop();
      const verdict = await compare(rig, topic, traffic);
      return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds: worstResume };
    } finally {
      await rig.close();
    }
  },
};
