import type { ClientToServerEvents, ServerToClientEvents } from '@contraflow/contract';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type { Principal } from '../ports/session-gate.js';
import type { Frame } from './frame.js';

export type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, { principal: Principal }>;

/** Packets that may wait for a socket which does not read: pulses and the like; flows do not even begin to. */
const WAITING_LIMIT = 8;

/** What the live protocol needs of a socket: writing frames made once, and seeing whether the other end reads. */
export class Wire {
  constructor(readonly socket: LiveSocket) {}

  get isOpen(): boolean {
    return this.socket.conn.readyState === 'open';
  }

  /** Everything written so far has left for the network. */
  get isIdle(): boolean {
    return this.isOpen && this.socket.conn.transport.writable && this.waiting === 0;
  }

  get hasRoom(): boolean {
    return this.isOpen && this.waiting < WAITING_LIMIT;
  }

  /** Packets that wait because the socket is still writing; Engine.IO's documentation has it, its types do not. */
  private get waiting(): number {
    return (this.socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
  }

  /** Writes a whole frame past the encoders, as socket.io's own broadcasts do. */
  write(frame: Frame): void {
    this.socket.conn.write('', { wsPreEncodedFrame: frame } as object);
  }
}
