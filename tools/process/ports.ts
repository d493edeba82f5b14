import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections: one of those may take a
 * port between our asking and a server's start, or while a server that was killed is away.
 */
const LOWEST = 15_000;
const HIGHEST = 31_999;
const given = new Set<number>();

/**
 * `count` different TCP ports of `host`, free at the moment of the answer, that this process has not been given before.
 * Throws where there are not as many left.
 */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    if (given.size > HIGHEST - LOWEST) throw new Error(`No port from ${LOWEST} to ${HIGHEST} of ${host} is free.`);
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (given.has(port)) continue;
    given.add(port);
    if (await portIsFree(port, host)) found.push(port);
  }
  return found;
}

/** One free TCP port. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const [port] = await freePorts(1, host);
  return port!;
}

/** Whether nothing listens on `port` of `host` now. */
export async function portIsFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    const server = await listen(port, host);
    await new Promise((done) => server.close(done));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

function listen(port: number, host: string) {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}
