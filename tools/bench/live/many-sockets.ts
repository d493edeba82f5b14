import { writeFileSync } from 'node:fs';
import { WebSocket } from 'ws';

// node many-sockets.ts URL ORIGIN COOKIE SOCKETS SECONDS [SAMPLE]: opens sockets, subscribes as a dashboard does, and prints how
// many flow messages and bytes came in so many seconds. With SAMPLE it writes one of middling length there.

const [url, origin, cookie, sockets, seconds, sample] = process.argv.slice(2) as [string, string, string, string, string, string | undefined];
const counts = { messages: 0, bytes: 0 };
const FLOWS = Buffer.from('42["flows"');
const SUBSCRIBE = `420${JSON.stringify(['subscribe', { sides: ['http', 'kafka'], filter: '', maxPerSecond: 2_000 }])}`;
const kept: Buffer[] = [];
const MOST_KEPT = 100;
let failed = 0;
let measuring = false;

const all: WebSocket[] = Array.from({ length: Number(sockets) }, () => {
  const socket = new WebSocket(url, { headers: { cookie, origin }, perMessageDeflate: false });
  socket.on('error', () => (failed += 1));
  socket.on('message', (data: Buffer) => {
    // Engine.IO: 0 opens, 2 is a ping, 4 a message; Socket.IO behind the 4: 0 connects, 2 is an event.
    if (data[0] === 0x30) socket.send('40');
    else if (data[0] === 0x32) socket.send('3');
    else if (data[0] === 0x34 && data[1] === 0x30) socket.send(SUBSCRIBE);
    else if (data.length > FLOWS.length && FLOWS.equals(data.subarray(0, FLOWS.length))) {
      counts.messages += 1;
      counts.bytes += data.length;
      if (sample && socket === all[0] && measuring && kept.length < MOST_KEPT) kept.push(Buffer.from(data));
    }
  });
  return socket;
});

await new Promise((resolve) => setTimeout(resolve, 3_000));
const open = all.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
counts.messages = counts.bytes = 0;
measuring = true;
const began = performance.now();
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
const took = (performance.now() - began) / 1_000;
console.log(JSON.stringify({ open, failed, messagesPerSecond: counts.messages / took, bytesPerSecond: counts.bytes / took }));
if (sample) writeFileSync(sample, kept.sort((a, b) => a.length - b.length)[Math.floor(kept.length / 2)] ?? '');
for (const socket of all) socket.terminate();
