import { compare } from '../compare.ts';
import { sleep, until } from '../patience.ts';
import type { Scenario } from '../scenario.ts';
import { spooledPaths, tearEnd } from '../spool-entries.ts';
import { startTraffic } from '../traffic.ts';

/** What was answered so long before the kill is in the spool; what came later may not be there yet, which is promised nowhere. */
const SPOOLED_MS = 500;
/** The short version runs beside other tests, on machines whose disk may be busy. */
const SPOOLED_WHEN_BUSY_MS = 3_000;

/**
 * SIGKILL to the gateway under traffic; every second round the end of its spool is torn off in the middle of a frame.
 * What is whole in the spool is recorded once, and so is what was answered half a second before, unless it was torn off.
 */
export const gatewayKill: Scenario = {
  name: 'gateway-kill',
  rounds: 20,
  async run({ rig, rounds, short, random, say }) {
    const spooledMs = short ? SPOOLED_WHEN_BUSY_MS : SPOOLED_MS;
    const traffic = await startTraffic(rig, { name: this.name, random });
    const acknowledged = new Set<string>();
    let [torn, resumeSeconds, since] = [0, 0, 0];
    const acknowledge = (until: number) => {
      for (const [path, at] of traffic.answered) if (at >= since && at < until) acknowledged.add(path);
    };
    for (let round = 1; round <= rounds; round += 1) {
      await sleep(spooledMs + random() * 1_500);
      await rig.gateway.kill();
      const killedAt = Date.now();
      acknowledge(killedAt - spooledMs);
      since = killedAt;
      const written = spooledPaths(rig.spoolDir, traffic.userAgent);
      for (const path of written) acknowledged.add(path);
      if (round % 2 === 0 && tearEnd(rig.spoolDir, random)) {
        torn += 1;
        const whole = new Set(spooledPaths(rig.spoolDir, traffic.userAgent));
        for (const path of written) if (!whole.has(path)) acknowledged.delete(path);
      }
      const answeredBefore = traffic.answered.size;
      await rig.startGateway();
      await until('an answer of the gateway', () => (traffic.answered.size > answeredBefore ? true : null));
      const took = (Date.now() - killedAt) / 1_000;
      resumeSeconds = Math.max(resumeSeconds, took);
      say(`round ${round} of ${rounds}: ${written.length} exchanges lay in the spool; answers again after ${took.toFixed(1)} s`);
    }
    await traffic.stop();
    acknowledge(Infinity);
    const verdict = await compare(rig, traffic, acknowledged);
    return { ...verdict, answered: traffic.answered.size, torn, resumeSeconds, broken: [] };
  },
};
