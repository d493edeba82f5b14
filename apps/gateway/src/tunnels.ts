import type { Socket } from 'node:net';

/** Connections that speak another protocol now (WebSocket), joined two by two. */
export class Tunnels {
  private readonly sockets = new Set<Socket>();

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
    return this.sockets.size / 2;
  }

  /**
   * Passes everything on in both directions until one side ends.
   * @param mayBeQuiet is not closed for being idle
   */
  join(client: Socket, upstream: Socket, fromClient: Buffer, fromUpstream: Buffer, mayBeQuiet: boolean): void {
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        this.sockets.delete(socket);
        // What the other side still has to say has nobody to hear it.
        other.end();
      });
      // What one side sends the other gets, so each of them is as quiet as both.
      socket.setTimeout(mayBeQuiet ? 0 : this.idleMs, () => socket.destroy());
      socket.setNoDelay(true);
    }
    if (fromClient.length > 0) upstream.write(fromClient);
    if (fromUpstream.length > 0) client.write(fromUpstream);
    client.pipe(upstream);
    upstream.pipe(client);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
