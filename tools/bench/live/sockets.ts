import { join } from 'node:path';
import { startDaemon, untilReady } from '../../process/daemon.ts';
import { freePort } from '../../process/ports.ts';
import { run } from '../../process/run.ts';
import { untilListens, type RunningServer } from '../kit/servers.ts';
import type { Workspace } from '../kit/workspace.ts';

export interface SocketRates {
  ours: number[];
  reference: number[];
  bytesPerSecond: { ours: number[]; reference: number[] };
}

const script = (name: string) => join(import.meta.dirname, name);

/** Messages a second to many sockets, from the server and from a bare ws server, in turn, while the same traffic is recorded. */
export async function measureSockets(workspace: Workspace, server: RunningServer, cookie: string, sockets: number, seconds: number, rounds: number, say: (line: string) => void): Promise<SocketRates> {
  const rates: SocketRates = { ours: [], reference: [], bytesPerSecond: { ours: [], reference: [] } };
  const sample = join(workspace.folder, 'flows.message');
  const live = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  for (let round = 1; round <= rounds; round += 1) {
    const ours = await drive(live, server.url, cookie, sockets, seconds, sample);
    const port = await freePort();
    const bare = await startDaemon({ name: 'the bare ws server', command: process.execPath, args: [script('bare-ws.ts'), String(port), sample] });
    workspace.onClose(() => bare.kill());
    await untilReady(bare, untilListens(port), 20_000);
    const reference = await drive(`ws://127.0.0.1:${port}`, server.url, cookie, sockets, seconds);
    await bare.kill();
    rates.ours.push(ours.messagesPerSecond);
    rates.reference.push(reference.messagesPerSecond);
    rates.bytesPerSecond.ours.push(ours.bytesPerSecond);
    rates.bytesPerSecond.reference.push(reference.bytesPerSecond);
    say(`round ${round} of ${rounds}: ${Math.round(ours.messagesPerSecond)} messages/s to ${ours.open} sockets, a bare ws server ${Math.round(reference.messagesPerSecond)}`);
  }
  return rates;
}

async function drive(url: string, origin: string, cookie: string, sockets: number, seconds: number, sample?: string) {
  const args = [script('many-sockets.ts'), url, origin, cookie, String(sockets), String(seconds), ...(sample ? [sample] : [])];
  const { code, text } = await run(process.execPath, args);
  if (code !== 0) throw new Error(`The sockets failed:\n${text}`);
  const seen = JSON.parse(text.trim().split('\n').at(-1) as string) as { open: number; failed: number; messagesPerSecond: number; bytesPerSecond: number };
  if (seen.open < sockets) throw new Error(`Only ${seen.open} of ${sockets} sockets stayed open`);
  return seen;
}
