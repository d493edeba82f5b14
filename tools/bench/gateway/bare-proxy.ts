import { Agent, createServer } from 'node:http';
import { createRequire } from 'node:module';

// node bare-proxy.ts FOLDER PORT TARGET: the http-proxy package as its documentation shows it, with kept connections. It leaves
// errors of sockets without a listener; as a reference it shall survive them.

interface Proxy {
  web(request: unknown, response: unknown): void;
  on(event: 'error', listener: (error: Error, request: unknown, response: { destroy(): void }) => void): void;
}

const [folder, port, target] = process.argv.slice(2) as [string, string, string];
const { createProxyServer } = createRequire(import.meta.url)(folder) as { createProxyServer(options: object): Proxy };
const proxy = createProxyServer({ target, agent: new Agent({ keepAlive: true, maxSockets: 512 }) });
proxy.on('error', (_error, _request, response) => response.destroy());
process.on('uncaughtException', (error) => console.error(error.message));
createServer((request, response) => proxy.web(request, response)).listen({ port: Number(port), host: '127.0.0.1', backlog: 4_096 });
