import type { Socket } from 'node:net';

/** Connections that speak another protocol now (WebSocket), joined two by two. */
export class Tunnels {
  private readonly sockets = new Set<Socket>();

  get size(): number {
    return this.sockets.size / 2;
  }

  /** Passes everything on in both directions until one side ends. */
  join(client: Socket, upstream: Socket, fromClient: Buffer, fromUpstream: Buffer): void {
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        this.sockets.delete(socket);
        // What the other side still has to say has nobody to hear it.
        other.end();
      });
      socket.setTimeout(0);
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
