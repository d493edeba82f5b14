import { compare } from '../compare.ts';
import { fillDisk } from '../full-disk.ts';
import { metric } from '../figures.ts';
import { sleep, until } from '../patience.ts';
import { withClient } from '../recorded.ts';
import { progressOf, untilResumed } from '../resume.ts';
import { ROLE, type Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { spoolBytes } from '../spool-entries.ts';
import { startTraffic, type Traffic } from '../traffic.ts';

const ROUND_SECONDS = 30;
const DROPPED = 'contraflow_recorder_dropped_flows_total';
/** The gateway's own bound, as it is when nothing is set, and the least that can be set. */
const SPOOL_BYTES = 268_435_456;
const SMALL_SPOOL_BYTES = 1_048_576;
/** One segment and a batch may be there beside what waits. */
const SPOOL_SLACK_BYTES = 1_048_576;
/** Entries that come in a moment. */
const DRAINED_ENTRIES = 500;

/**
 * Postgres stopped for half a minute a round; then its role may not write any more; then its disk is full; then stopped again
 * with a spool too small for it. The gateway answers as before, and only the last loses anything: what the spool reports.
 */
export const postgresAway: Scenario = {
  name: 'postgres-away',
  rounds: 10,
  async run({ rig, rounds, short, random, say }) {
    const droppedBefore = await metric(rig, rig.server, DROPPED);
    const traffic = await startTraffic(rig, { name: this.name, random });
    const watch = watchSpool(rig);
    const awaySeconds = short ? 3 : rounds * ROUND_SECONDS;
    const steps: [string, () => Promise<string | null>][] = [
      [`Postgres is stopped for ${awaySeconds} s`, () => stopPostgres(rig, awaySeconds)],
      ['the role may not write', () => revokeRights(rig, short ? 2 : ROUND_SECONDS)],
      ['the disk is full', () => fillDisk(rig, short ? 3 : ROUND_SECONDS)],
    ];
    const outcomes: Record<string, string> = {};
    let resumeSeconds = 0;
    for (const [what, step] of steps) {
      const skipped = await step();
      const took = await untilResumed(rig, await progressOf(rig), Date.now());
      resumeSeconds = Math.max(resumeSeconds, took);
      outcomes[what] = skipped ?? `recording again after ${took.toFixed(1)} s`;
      say(`${what}: ${outcomes[what]}; ${traffic.answered.size} requests answered, ${traffic.failures.length} not`);
    }
    await drained(rig);
    const spoolPeakBytes = watch.stop();
    const gatewayFailures = traffic.failures.length;
    const beyond = await beyondTheBound(rig, traffic, short ? 12 : ROUND_SECONDS);
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    const counted = (await metric(rig, rig.server, DROPPED)) - droppedBefore;
    say(`beyond the bound of the spool: ${counted} exchanges were dropped and reported`);
    const broken = [...beyond.broken];
    if (gatewayFailures + beyond.failures > 0) broken.push(`the gateway failed ${gatewayFailures + beyond.failures} requests: ${traffic.failures[0]}`);
    if (spoolPeakBytes > SPOOL_BYTES + SPOOL_SLACK_BYTES) broken.push(`the spool grew to ${spoolPeakBytes} bytes`);
    if (verdict.reportedDrops === 0) broken.push('nothing was dropped, so nothing was shown about drops');
    if (verdict.reportedDrops !== counted) broken.push(`${verdict.reportedDrops} drops are recorded, ${counted} are to be seen in the metrics`);
    return { ...verdict, gatewayFailures, awaySeconds, outcomes, spoolPeakBytes, resumeSeconds, broken };
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

/** A spool that is too small for what comes while Postgres is away: what does not fit is dropped, counted, shown and recorded as a drop. */
async function beyondTheBound(rig: Rig, traffic: Traffic, seconds: number): Promise<{ failures: number; broken: string[] }> {
  await rig.gateway.stop();
  await rig.startGateway({ SPOOL_MAX_BYTES: String(SMALL_SPOOL_BYTES) });
  await drained(rig);
  // Nobody listened for a moment.
  const failuresBefore = traffic.failures.length;
  const reportedBefore = await metric(rig, rig.server, DROPPED);
  await rig.postgres.stop();
  await sleep(seconds * 1_000);
  const held = spoolBytes(rig.spoolDir);
  await rig.startPostgres();
  await until('the report of the drops', async () => ((await metric(rig, rig.server, DROPPED)) > reportedBefore ? true : null));
  await drained(rig);
  const broken: string[] = [];
  if (held > SMALL_SPOOL_BYTES + SPOOL_SLACK_BYTES) broken.push(`a spool bounded to ${SMALL_SPOOL_BYTES} bytes took ${held}`);
  const shown = await metric(rig, rig.server, 'contraflow_health', 'part="source:gateway",state="degraded"');
  if (shown !== 1) broken.push('the health of the gateway does not show the drops');
  return { failures: traffic.failures.length - failuresBefore, broken };
}

/** Waits until hardly anything waits in the spool. */
async function drained(rig: Rig): Promise<void> {
  await until('an empty spool', async () => {
    const [spools, waiting] = [await metric(rig, rig.server, 'contraflow_capture_spool_bytes'), await metric(rig, rig.server, 'contraflow_capture_waiting_entries')];
    return spools > 0 && waiting < DRAINED_ENTRIES ? true : null;
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
