import { readFileSync } from 'node:fs';
import type { Recording, Rig } from './rig.ts';
import { sleep } from './patience.ts';

/** Linux counts CPU time in hundredths of a second here, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;
const MIB = 1024 * 1024;

/** Share of one core that a process uses over `seconds`, in percent. Linux only. */
export async function cpuPercent(pid: number, seconds: number): Promise<number> {
  const [before, begun] = [cpuTicks(pid), performance.now()];
  await sleep(seconds * 1_000);
  const tookSeconds = (performance.now() - begun) / 1_000;
  return Math.round(((cpuTicks(pid) - before) / TICKS_PER_SECOND / tookSeconds) * 1_000) / 10;
}

/** Fields 14 and 15 of /proc/PID/stat: user and system time. */
function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Memory of a process that is in RAM, in MiB. Linux only. */
export function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1024) / MIB;
}

/** Sum of a metric's series whose labels contain `label`; 0 when there is none. */
export async function metric(rig: Rig, server: Recording, name: string, label = ''): Promise<number> {
  const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${rig.apiKey}` } });
  if (!response.ok) throw new Error(`/metrics answers ${response.status}`);
  let sum = 0;
  for (const line of (await response.text()).split('\n')) {
    const [, series, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (series === name && labels.includes(label)) sum += Number(value);
  }
  return sum;
}
