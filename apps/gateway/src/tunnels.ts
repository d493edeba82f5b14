import type { Socket } from 'node:net';
import type { ClosedBy } from '@contraflow/contract';
import { WebSocketFrames } from './web-socket-frames.js';

/** A tunnel's two ends, and what came on each before they were joined. */
export interface TunnelEnds {
  /** As the caller asked for it, such as `websocket`. */
  protocol: string;
  client: Socket;
  upstream: Socket;
  fromClient: Buffer;
  fromUpstream: Buffer;
  /** Is not closed for being idle. */
  mayBeQuiet: boolean;
}

/** How a tunnel went, once it is over. */
export interface TunnelCourse {
  /** Bytes towards the service, and towards the caller. */
  bytesUp: number;
  bytesDown: number;
  closedBy: ClosedBy;
  /** Of a WebSocket, see the contract's `closeCode`. */
  closeCode: number | null;
}

/** Connections that speak another protocol now (WebSocket), joined two by two. */
export class Tunnels {
  private readonly open = new Set<Tunnel>();

  /**
   * @param most at once
   * @param idleMs without a byte in either direction, after which one is closed; 0: never
   */
  constructor(
    private readonly most: number,
    private readonly idleMs: number,
  ) {}

  get isFull(): boolean {
    return this.size >= this.most;
  }

  get size(): number {
    return this.open.size;
  }

  /** Passes everything on in both directions until one side ends, and then tells how it went. */
  join(ends: TunnelEnds, onClosed: (course: TunnelCourse) => void): void {
    const tunnel = new Tunnel(ends, ends.mayBeQuiet ? 0 : this.idleMs, (course) => {
      this.open.delete(tunnel);
      onClosed(course);
    });
    this.open.add(tunnel);
  }

  close(): void {
    for (const tunnel of this.open) tunnel.end('gateway');
  }
}

class Tunnel {
  private readonly bytes = { up: 0, down: 0 };
  /** The one that was first to say so. */
  private closing: { by: ClosedBy; code: number | null } | null = null;
  private left = 2;

  constructor(
    private readonly ends: TunnelEnds,
    private readonly idleMs: number,
    private readonly onClosed: (course: TunnelCourse) => void,
  ) {
    const { client, upstream, fromClient, fromUpstream } = ends;
    this.follow(client, upstream, 'up', 'caller', fromClient);
    this.follow(upstream, client, 'down', 'service', fromUpstream);
    if (fromClient.length > 0) upstream.write(fromClient);
    if (fromUpstream.length > 0) client.write(fromUpstream);
    client.pipe(upstream);
    upstream.pipe(client);
  }

  /** Ends both sides. */
  end(by: ClosedBy): void {
    this.closing ??= { by, code: null };
    this.ends.client.destroy();
    this.ends.upstream.destroy();
  }

  private follow(socket: Socket, other: Socket, way: 'up' | 'down', side: ClosedBy, first: Buffer): void {
    const frames = this.ends.protocol.toLowerCase() === 'websocket' ? new WebSocketFrames() : null;
    const saw = (chunk: Buffer) => {
      this.bytes[way] += chunk.length;
      if (!frames || this.closing) return;
      frames.push(chunk);
      if (frames.closeCode !== null) this.closing = { by: side, code: frames.closeCode };
    };
    saw(first);
    socket.on('data', saw);
    socket.once('end', () => (this.closing ??= { by: side, code: null }));
    socket.on('error', () => {
      this.closing ??= { by: side, code: null };
      other.destroy();
    });
    socket.once('close', () => {
      this.closing ??= { by: side, code: null };
      // What the other side still has to say has nobody to hear it.
      other.end();
      this.left -= 1;
      if (this.left > 0) return;
      this.onClosed({ bytesUp: this.bytes.up, bytesDown: this.bytes.down, closedBy: this.closing.by, closeCode: this.closing.code });
    });
    // What one side sends the other gets, so each of them is as quiet as both.
    socket.setTimeout(this.idleMs, () => this.end('gateway'));
    socket.setNoDelay(true);
  }
}
