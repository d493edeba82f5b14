import { io } from 'socket.io-client';
import type { LiveSocket } from './session.js';

/** A socket to the server that served this page. It connects when it is told to. */
export function liveSocket(): LiveSocket {
  return io({
    path: '/socket.io',
    transports: ['websocket'],
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    timeout: 10_000,
  });
}
