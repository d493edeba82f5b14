import { compare } from '../compare.ts';
import { fillDisk } from '../full-disk.ts';
import { metric } from '../figures.ts';
import { sleep, until } from '../patience.ts';
import { withClient } from '../recorded.ts';
import { progressOf, untilResumed } from '../resume.ts';
import { ROLE, type Rig } from '../rig.ts';
import type { FaultContext, Outcome, Scenario } from '../scenario.ts';
import { spoolBytes } from '../spool-entries.ts';
import { startTraffic, type Traffic } from '../traffic.ts';

const ROUND_SECONDS = 30;
/** The gateway's own bound, as it is when nothing is set, and the least that can be set. */
const SPOOL_BYTES = 268_435_456;
const SMALL_SPOOL_BYTES = 1_048_576;
/** One segment and a batch may be there beside what waits. */
const SPOOL_SLACK_BYTES = 1_048_576;

/**
 * Postgres stopped for half a minute a round; then its role may not write any more; then its disk is full; then stopped again
 * with a spool too small for it. The gateway answers as before, and only the last loses anything: what the spool reports.
 */
export const postgresAway: Scenario = {
  name: 'postgres-away',
  rounds: 10,
  async run({ rig, rounds, short, random, say }) {
    const traffic = await startTraffic(rig, { name: this.name, random });
    const watch = watchSpool(rig);
    const awaySeconds = short ? 3 : rounds * ROUND_SECONDS;
    const steps: [string, () => Promise<string | null>][] = [
      [`Postgres is stopped for ${awaySeconds} s`, () => stopPostgres(rig, awaySeconds)],
      ['the role may not write', () => revokeRights(rig, short ? 2 : ROUND_SECONDS)],
      ['the disk is full', () => fillDisk(rig, short ? 3 : ROUND_SECONDS)],
    ];
    const result: Record<string, string> = {};
    let resumeSeconds = 0;
    for (const [what, step] of steps) {
      const skipped = await step();
      const took = await untilResumed(rig, await progressOf(rig), Date.now());
      resumeSeconds = Math.max(resumeSeconds, took);
      result[what] = skipped ?? `recording again after ${took.toFixed(1)} s`;
      say(`${what}: ${result[what]}; ${traffic.answered.size} requests answered, ${traffic.failures.length} not`);
    }
    await drained(rig);
    const beyond = await beyondTheBound(rig, traffic, { short, say });
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const peak = watch.stop();
    const broken = [...beyond.broken];
    if (traffic.failures.length > 0) broken.push(`the gateway failed ${traffic.failures.length} requests: ${traffic.failures[0]}`);
    if (peak > SPOOL_BYTES + SPOOL_SLACK_BYTES) broken.push(`the spool grew to ${peak} bytes`);
    if (verdict.reportedDrops !== beyond.dropped) broken.push(`${verdict.reportedDrops} drops are recorded, ${beyond.dropped} were to be seen in the metrics`);
    return { ...verdict, gatewayFailures: traffic.failures.length, awaySeconds, steps: result, spoolPeakBytes: peak, resumeSeconds, broken } satisfies Outcome;
  },
};

async function stopPostgres(rig: Rig, seconds: number): Promise<null> {
  await rig.postgres.stop();
  await sleep(seconds * 1_000);
  await rig.startPostgres();
  return null;
}

async function revokeRights(rig: Rig, seconds: number): Promise<null> {
  await withClient(rig.databaseUrl, (client) => client.query(`REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA public FROM ${ROLE}`));
  await sleep(seconds * 1_000);
  await withClient(rig.databaseUrl, (client) => client.query(`GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO ${ROLE}`));
  return null;
}

/** The spool holds less than comes while Postgres is away: what does not fit is dropped, counted, shown and recorded as a drop. */
async function beyondTheBound(rig: Rig, traffic: Traffic, { short, say }: Pick<FaultContext, 'short' | 'say'>) {
  await rig.gateway.stop();
  await rig.startGateway({ SPOOL_MAX_BYTES: String(SMALL_SPOOL_BYTES) });
  const before = await metric(rig, rig.server, 'contraflow_recorder_dropped_flows_total');
  await rig.postgres.stop();
  await sleep((short ? 12 : ROUND_SECONDS) * 1_000);
  const held = spoolBytes(rig.spoolDir);
  await rig.startPostgres();
  const dropped = await until('the report of the drops', async () => {
    const now = await metric(rig, rig.server, 'contraflow_recorder_dropped_flows_total');
    return now > before ? now - before : null;
  });
  await drained(rig);
  const shown = await metric(rig, rig.server, 'contraflow_health', 'part="source:gateway",state="degraded"');
  say(`beyond the bound of the spool: ${dropped} of ${traffic.answered.size} exchanges were dropped and reported`);
  const broken: string[] = [];
  if (held > SMALL_SPOOL_BYTES + SPOOL_SLACK_BYTES) broken.push(`a spool bounded to ${SMALL_SPOOL_BYTES} bytes took ${held}`);
  if (shown !== 1) broken.push('the health of the gateway does not show the drops');
  return { dropped: (await metric(rig, rig.server, 'contraflow_recorder_dropped_flows_total')) - before, broken };
}

/** Waits until the spool holds no more than the segment being written. */
async function drained(rig: Rig): Promise<void> {
  await until('an empty spool', async () => {
    const waiting = await metric(rig, rig.server, 'contraflow_capture_waiting_entries');
    return waiting < 1_000 ? true : null;
  });
}

/** Looks at the size of the spool now and then. */
function watchSpool(rig: Rig) {
  let peak = 0;
  const look = () => (peak = Math.max(peak, spoolBytes(rig.spoolDir)));
  const timer = setInterval(look, 1_000);
  return {
    /** @returns the largest size seen, in bytes */
    stop(): number {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}
