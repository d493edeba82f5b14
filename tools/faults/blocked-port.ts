import { createServer, type Socket } from 'node:net';

/** Takes a port as a firewall in the way does: connections come about, and nothing is ever answered. @returns gives it free */
export async function blockPort(port: number): Promise<() => Promise<void>> {
  const held = new Set<Socket>();
  const server = createServer((socket) => {
    held.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => held.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of held) socket.destroy();
    await closed;
  };
}
