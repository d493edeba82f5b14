import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  userAgent: string;
  authorization: string | undefined;
  body: string;
  status: number;
}

/** Stands where the gateway stands, passes everything on to `target` and remembers what passed. */
export async function watchRequests(target: () => string, port = 0) {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    const { method = '', url: path = '', headers } = incoming;
    incoming.on('data', (part: Buffer) => parts.push(part));
    const onward = request(target() + path, { method, headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      seen.push({ method, path, status, userAgent: String(headers['user-agent']), authorization: headers.authorization, body: Buffer.concat(parts).toString() });
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
