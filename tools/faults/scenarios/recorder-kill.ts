import { compare } from '../compare.ts';
import type { Scenario } from '../scenario.ts';
import { countRecorded } from '../recorded.ts';
import { openRig } from '../rig.ts';
import { sleep, startTraffic } from '../traffic.ts';

/** SIGKILL to the server under traffic, again and again: it goes on where the last commit stands. */
export const recorderKill: Scenario = {
  name: 'recorder-kill',
  rounds: 50,
  async run({ rounds, random, say }) {
    const topic = 'faults';
    const rig = await openRig({ topics: topic });
    try {
      const traffic = await startTraffic({ ...rig, topic, partitions: 6, httpPerSecond: 200, recordsPerSecond: 2_000, random });
      let worstResume = 0;
      for (let round = 1; round <= rounds; round += 1) {
        await sleep(300 + random() * 1_700);
        await rig.server.kill();
        const killedAt = Date.now();
        const before = await countRecorded(rig.databaseUrl, topic);
        await rig.startServer();
        while ((await countRecorded(rig.databaseUrl, topic)).records <= before.records) await sleep(50);
        const resumeSeconds = (Date.now() - killedAt) / 1_000;
        worstResume = Math.max(worstResume, resumeSeconds);
        say(`round ${round} of ${rounds}: recording again after ${resumeSeconds.toFixed(1)} s`);
      }
      await traffic.stop();
      const verdict = await compare(rig, topic, traffic);
      return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds: worstResume };
    } finally {
      await rig.close();
    }
  },
};
