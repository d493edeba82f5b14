import { compare } from '../compare.ts';
import { metric } from '../figures.ts';
import { sleep, until } from '../patience.ts';
import { withClient } from '../recorded.ts';
import type { Recording, Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { startTraffic } from '../traffic.ts';

const REFUSED = 'contraflow_recorder_refused_total';
/** Longer than the broker waits for a member that says nothing, and Postgres for a transaction. */
const FROZEN_MS = 12_000;
/** A recorder may be stopped in a moment in which it has nothing in hand; then it is stopped again. */
const MORE_ROUNDS = 4;

/**
 * SIGSTOP to one of two recorders, longer than its session lasts; the other takes its partitions over; SIGCONT.
 * What the first still has in hand comes too late: the fence refuses it, and the records are there once.
 */
export const zombie: Scenario = {
  name: 'zombie',
  rounds: 5,
  async run({ rig, rounds, random, say }) {
    const traffic = await startTraffic(rig, { name: this.name, random });
    const other = await rig.startSecondServer();
    let [refusedByFence, resumeSeconds] = [0, 0];
    for (let round = 1; round <= rounds || (refusedByFence === 0 && round <= rounds + MORE_ROUNDS); round += 1) {
      await until('both recorders', () => both(rig, other));
      await sleep(random() * 500);
      const refusedBefore = await metric(rig, rig.server, REFUSED);
      const before = await epochs(rig, traffic.topic);
      process.kill(rig.server.daemon.pid, 'SIGSTOP');
      const frozenAt = Date.now();
      try {
        await until('the take-over', async () => ((await epochs(rig, traffic.topic)) > before ? true : null));
        resumeSeconds = Math.max(resumeSeconds, (Date.now() - frozenAt) / 1_000);
        await sleep(FROZEN_MS - (Date.now() - frozenAt));
      } finally {
        process.kill(rig.server.daemon.pid, 'SIGCONT');
      }
      await sleep(3_000);
      const refused = (await metric(rig, rig.server, REFUSED)) - refusedBefore;
      refusedByFence += refused;
      say(`round ${round} of ${rounds}: the fence refused ${refused} sources of the recorder that woke up`);
    }
    await other.daemon.stop();
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const broken = traffic.failures.length > 0 ? [`the gateway failed ${traffic.failures.length} requests: ${traffic.failures[0]}`] : [];
    if (refusedByFence === 0) broken.push('the fence had nothing to refuse');
    return { ...verdict, gatewayFailures: traffic.failures.length, refusedByFence, resumeSeconds, broken };
  },
};

/** True when both servers have records of their own to commit, null when not. */
async function both(rig: Rig, other: Recording): Promise<true | null> {
  const rows = () => Promise.all([rig.server, other].map((server) => metric(rig, server, 'contraflow_recorder_rows_total', 'kind="kafka"')));
  const before = await rows();
  await sleep(1_000);
  return (await rows()).every((count, i) => count > (before[i] ?? 0)) ? true : null;
}

/** Rises by one with each claim of a partition. */
async function epochs(rig: Rig, topic: string): Promise<number> {
  return withClient(rig.databaseUrl, async (client) => {
    const { rows } = await client.query<{ sum: string }>(`SELECT sum(epoch) FROM source_position WHERE kind = 'kafka' AND label LIKE $1 || ' / %'`, [topic]);
    return Number(rows[0]?.sum);
  });
}
