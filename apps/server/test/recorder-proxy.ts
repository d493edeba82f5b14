import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and Postgres, and can cut the connection between a COMMIT and its answer. */
export async function cuttingProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    upstream.on('data', (data) => client.write(data)).on('close', () => client.destroy());
    client.on('close', () => upstream.end());
    client.on('data', (data) => {
      upstream.write(data);
      // The message Query is Q, its length, and the text.
      if (!armed || !data.includes('COMMIT\0')) return;
      armed = false;
      upstream.removeAllListeners('data');
      upstream.once('data', () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    /** The next COMMIT reaches Postgres, and its answer nobody. */
    cutAfterCommit: () => void (armed = true),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
