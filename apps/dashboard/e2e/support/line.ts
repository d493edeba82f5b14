import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The network between a browser and a server, to be cut by hand. */
export interface Line {
  url: string;
  /** Everything breaks off, and nobody gets through. */
  cut(): void;
  /** Half-open: connections stay, and nothing passes any more, as behind a router that lost its state. */
  freeze(): void;
  /** It works again. What was frozen stays dead. */
  mend(): void;
  /** From now on it leads to another server. */
  leadTo(url: string): void;
  close(): Promise<void>;
}

/** Listens on a port of its own and passes on every byte to `target`. */
export async function startLine(target: string): Promise<Line> {
  let to = new URL(target);
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    if (state === 'cut') return void caller.resetAndDestroy();
    sockets.add(caller.on('error', () => undefined));
    caller.on('close', () => sockets.delete(caller));
    if (state === 'frozen') return void caller.pause();
    const callee = connect(Number(to.port), to.hostname);
    sockets.add(callee.on('error', () => caller.destroy()));
    callee.on('close', () => {
      sockets.delete(callee);
      if (!caller.isPaused()) caller.destroy();
    });
    caller.on('close', () => callee.destroy());
    caller.pipe(callee);
    callee.pipe(caller);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://localhost:${port}`,
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    freeze() {
      state = 'frozen';
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend() {
      state = 'whole';
    },
    leadTo(url) {
      to = new URL(url);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
