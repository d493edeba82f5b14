import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';

// node bare-ws.ts PORT FILE: a ws server that does nothing but send the bytes of FILE to everybody ten times a second, and like
// ours passes over who has not read the last ones.

const message = readFileSync(process.argv[3] as string);
const server = new WebSocketServer({ port: Number(process.argv[2]), host: '127.0.0.1', perMessageDeflate: false });
setInterval(() => {
  for (const socket of server.clients) if (socket.bufferedAmount === 0) socket.send(message, { binary: false });
}, 100);
