import { compare } from '../compare.ts';
import { sleep } from '../patience.ts';
import { progressOf, untilResumed } from '../resume.ts';
import type { Scenario } from '../scenario.ts';
import { startTraffic } from '../traffic.ts';

const EACH_MS = 5_000;

/** A second recorder joins and leaves every five seconds under traffic: partitions change hands, and each record is there once. */
export const rebalance: Scenario = {
  name: 'rebalance',
  rounds: 30,
  async run({ rig, rounds, random, say }) {
    const traffic = await startTraffic(rig, { name: this.name, random });
    for (let round = 1; round <= rounds; round += 1) {
      const joined = Date.now();
      const second = await rig.startSecondServer();
      await sleep(EACH_MS - (Date.now() - joined));
      const left = Date.now();
      await second.daemon.stop();
      await sleep(EACH_MS - (Date.now() - left));
      say(`round ${round} of ${rounds}: joined and left`);
    }
    const resumeSeconds = await untilResumed(rig, await progressOf(rig), Date.now());
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const broken = traffic.failures.length > 0 ? [`the gateway failed ${traffic.failures.length} requests: ${traffic.failures[0]}`] : [];
    return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds, broken };
  },
};
