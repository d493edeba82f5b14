import { DeafSocket } from '../browsers/deaf-socket.ts';
import { Reader } from '../browsers/reader.ts';
import { logIn } from '../browsers/session.ts';
import { compare } from '../compare.ts';
import { metric } from '../figures.ts';
import { sleep, until } from '../patience.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { settledMib } from '../settled-memory.ts';
import { startTraffic } from '../traffic.ts';

const DEAF_SOCKETS = 100;
const GROWTH_MIB = 128;
const P99_RATIO = 1.5;
/** Below the tick of 100 ms a ratio says nothing. */
const P99_FLOOR_MS = 150;

/** A hundred live connections that never read, and one that does: it hardly notices, and neither does the server's memory. */
export const slowBrowser: Scenario = {
  name: 'slow-browser',
  rounds: 3,
  alone: true,
  async run({ rig, rounds, short, random, say }) {
    const seconds = short ? 2 : 15;
    const traffic = await startTraffic(rig, { name: this.name, random });
    const cookie = await logIn(rig.server);
    const reader = await Reader.open(rig.server, cookie);
    const p99s = async () => {
      const each: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        reader.takeP99();
        await sleep(seconds * 1_000);
        each.push(reader.takeP99());
      }
      return each.sort((a, b) => a - b)[rounds >> 1] ?? NaN;
    };
    // What everybody shares is full before the measuring begins.
    await sleep(seconds * 1_000);
    const p99BeforeMs = await p99s();
    const memoryBeforeMib = await settledMib(rig.server.daemon);
    const deaf = await Promise.all(Array.from({ length: DEAF_SOCKETS }, () => DeafSocket.open(rig.server, cookie)));
    await until('a hundred sockets that do not read', () => stalled(rig));
    const p99Ms = await p99s();
    const memoryMib = await settledMib(rig.server.daemon);
    say(`p99 ${p99Ms} ms, before ${p99BeforeMs} ms; memory ${memoryMib.toFixed(0)} MiB, before ${memoryBeforeMib.toFixed(0)} MiB`);
    const stillOpen = deaf.filter(({ ended }) => !ended).length;
    for (const socket of deaf) socket.close();
    await traffic.stop();
    const verdict = await compare(rig, traffic);
    await until('the last flows', () => (reader.totals && reader.totals.http.matched + reader.totals.kafka.matched > 0 ? true : null));
    const { totals } = reader;
    reader.close();
    const memoryGrowthMib = Math.round(memoryMib - memoryBeforeMib);
    const broken: string[] = [];
    const unaccounted = totals ? totals.http.matched + totals.kafka.matched - reader.delivered - totals.http.leftOut - totals.kafka.leftOut : NaN;
    if (unaccounted !== 0) broken.push(`${unaccounted} flows were neither delivered nor reported as left out`);
    if (!short && memoryGrowthMib > GROWTH_MIB) broken.push(`the server grew by ${memoryGrowthMib} MiB`);
    if (!short && p99Ms > Math.max(P99_FLOOR_MS, p99BeforeMs * P99_RATIO)) broken.push(`the healthy browser's p99 went from ${p99BeforeMs} to ${p99Ms} ms`);
    return { ...verdict, stillOpen, memoryGrowthMib, p99BeforeMs, p99Ms, resumeSeconds: null, broken };
  },
};

/** True when every socket that does not read is known as such, null when not. */
async function stalled(rig: Rig): Promise<true | null> {
  return (await metric(rig, rig.server, 'contraflow_live_clients', 'state="stalled"')) >= DEAF_SOCKETS ? true : null;
}
