import { compare } from '../compare.ts';
import { sleep } from '../patience.ts';
import { progressOf, untilResumed } from '../resume.ts';
import type { Scenario } from '../scenario.ts';
import { startTraffic } from '../traffic.ts';

/** SIGKILL to the server in the middle of its batches, again and again: it goes on where the last commit stands. */
export const recorderKill: Scenario = {
  name: 'recorder-kill',
  rounds: 50,
  async run({ rig, rounds, random, say }) {
    const traffic = await startTraffic(rig, { name: this.name, random });
    let resumeSeconds = 0;
    for (let round = 1; round <= rounds; round += 1) {
      // What gathered meanwhile is being committed now.
      await sleep(random() * 1_500);
      await rig.server.daemon.kill();
      const killedAt = Date.now();
      const before = await progressOf(rig);
      await rig.startServer();
      const took = await untilResumed(rig, before, killedAt);
      resumeSeconds = Math.max(resumeSeconds, took);
      say(`round ${round} of ${rounds}: recording again after ${took.toFixed(1)} s`);
    }
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const broken = traffic.failures.length > 0 ? [`the gateway failed ${traffic.failures.length} requests: ${traffic.failures[0]}`] : [];
    return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds, broken };
  },
};
