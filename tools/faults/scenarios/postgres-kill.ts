import type { Client } from 'pg';
import { compare } from '../compare.ts';
import { sleep } from '../patience.ts';
import { withClient } from '../recorded.ts';
import { progressOf, untilResumed } from '../resume.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { startTraffic } from '../traffic.ts';

const RESUMES_WITHIN_SECONDS = 10;

/**
 * In the middle of a COPY: SIGKILL to the backend that does it, which makes Postgres end every session and
 * recover; every second round an immediate shutdown, and a start on the same data a little later.
 */
export const postgresKill: Scenario = {
  name: 'postgres-kill',
  rounds: 20,
  async run({ rig, rounds, short, random, say }) {
    const traffic = await startTraffic(rig, { name: this.name, random });
    let resumeSeconds = 0;
    for (let round = 1; round <= rounds; round += 1) {
      await sleep(500 + random() * 1_500);
      const backend = await copyingBackend(rig);
      let backAt = Date.now();
      if (round % 2 === 1) process.kill(backend, 'SIGKILL');
      else {
        // To the postmaster: "immediate" shutdown, which aborts its children without a goodbye.
        process.kill(rig.postgres.pid, 'SIGQUIT');
        await rig.postgres.exited;
        await sleep(random() * 2_000);
        await rig.startPostgres();
        backAt = Date.now();
      }
      const took = await untilResumed(rig, await progressOf(rig), backAt);
      resumeSeconds = Math.max(resumeSeconds, took);
      say(`round ${round} of ${rounds}: recording again ${took.toFixed(1)} s after ${round % 2 === 1 ? 'a backend was killed' : 'Postgres was back'}`);
    }
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const broken = traffic.failures.length > 0 ? [`the gateway failed ${traffic.failures.length} requests: ${traffic.failures[0]}`] : [];
    if (!short && resumeSeconds > RESUMES_WITHIN_SECONDS) broken.push(`recording took ${resumeSeconds} s to go on`);
    return { ...verdict, gatewayFailures: traffic.failures.length, resumeSeconds, broken };
  },
};

/** Waits for a COPY of a lane. @returns the process that does it */
function copyingBackend(rig: Rig): Promise<number> {
  const look = async (client: Client) => {
    for (;;) {
      const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_progress_copy LIMIT 1');
      if (rows[0]) return rows[0].pid;
    }
  };
  return withClient(rig.databaseUrl, look);
}
