import WebSocket from 'ws';
import type { Daemon } from '../process/daemon.ts';
import { residentMib } from './figures.ts';
import { sleep, until } from './patience.ts';

const LISTENING = /Debugger listening on (ws:\S+)/;

/**
 * Memory of a program of ours that is in RAM, in MiB, once its garbage is collected: what is only waiting for that says
 * how lazy the collector is, not what is held. Asks over Node's inspector, which SIGUSR1 opens.
 */
export async function settledMib(daemon: Daemon): Promise<number> {
  process.kill(daemon.pid, 'SIGUSR1');
  const url = await until('the inspector', () => daemon.lastLines().flatMap((line) => LISTENING.exec(line)?.[1] ?? []).at(-1) ?? null);
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' })));
    socket.once('message', () => resolve());
    socket.once('error', reject);
  });
  socket.close();
  // What was freed goes back to the system in its own time.
  await sleep(2_000);
  return residentMib(daemon.pid);
}
