import { blockPort } from '../blocked-port.ts';
import { compare } from '../compare.ts';
import { cpuPercent } from '../figures.ts';
import { sleep } from '../patience.ts';
import { progressOf, untilResumed } from '../resume.ts';
import type { Rig } from '../rig.ts';
import type { FaultContext, Scenario } from '../scenario.ts';
import { startTraffic } from '../traffic.ts';

const IDLE_CPU_PERCENT = 3;

/**
 * SIGKILL to the broker under traffic, then the same log again; once its port is blocked for a minute meanwhile.
 * The tail comes back every time, the REST half never stops, and an idle server does next to nothing, with the broker and without.
 */
export const brokerKill: Scenario = {
  name: 'broker-kill',
  rounds: 20,
  async run({ rig, rounds, short, random, say }) {
    const traffic = await startTraffic(rig, { name: this.name, random });
    const blockedRound = short ? 0 : Math.ceil(rounds / 2);
    let resumeSeconds = 0;
    for (let round = 1; round <= rounds; round += 1) {
      await sleep(1_000 + random() * 2_000);
      await rig.kafka.kill();
      const before = await progressOf(rig);
      if (round === blockedRound) await block(rig, 60_000);
      else await sleep(500 + random() * 2_000);
      await rig.startKafka();
      const took = await untilResumed(rig, before, Date.now());
      resumeSeconds = Math.max(resumeSeconds, took);
      say(`round ${round} of ${rounds}: recording again ${took.toFixed(1)} s after the broker was back${round === blockedRound ? ' from behind a blocked port' : ''}`);
    }
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const idle: Record<string, number> = short ? {} : await measureIdle(rig, say);
    const broken = traffic.failures.length > 0 ? [`the gateway failed ${traffic.failures.length} requests: ${traffic.failures[0]}`] : [];
    for (const [name, percent] of Object.entries(idle)) if (percent >= IDLE_CPU_PERCENT) broken.push(`${name} is ${percent}`);
    return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds, ...idle, broken };
  },
};

async function block(rig: Rig, ms: number): Promise<void> {
  const unblock = await blockPort(rig.kafkaPort);
  await sleep(ms);
  await unblock();
}

/** Share of a core that the server uses with nothing to do. */
async function measureIdle(rig: Rig, say: FaultContext['say']) {
  await sleep(5_000);
  const idleCpuPercent = await cpuPercent(rig.server.daemon.pid, 30);
  await rig.kafka.kill();
  await sleep(5_000);
  const idleCpuPercentWithoutBroker = await cpuPercent(rig.server.daemon.pid, 30);
  await rig.startKafka();
  say(`idle: ${idleCpuPercent} % of a core, without the broker ${idleCpuPercentWithoutBroker} %`);
  return { idleCpuPercent, idleCpuPercentWithoutBroker };
}
