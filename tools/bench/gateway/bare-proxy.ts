import { Agent, createServer, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

// node bare-proxy.ts FOLDER PORT TARGET: the http-proxy package as its documentation shows it, with kept connections. On
// today's Node it forgets requests whose callers went away, and leaves errors of sockets without a listener; as a reference
// it shall survive both.

interface Proxy {
  web(request: IncomingMessage, response: ServerResponse): void;
  on(event: 'error', listener: (error: Error, request: IncomingMessage, response: ServerResponse) => void): void;
  on(event: 'proxyReq', listener: (onward: ClientRequest, request: IncomingMessage, response: ServerResponse) => void): void;
}

const [folder, port, target] = process.argv.slice(2) as [string, string, string];
const { createProxyServer } = createRequire(import.meta.url)(folder) as { createProxyServer(options: object): Proxy };
const proxy = createProxyServer({ target, agent: new Agent({ keepAlive: true, maxSockets: 512 }) });
proxy.on('error', (_error, _request, response) => void response.destroy());
proxy.on('proxyReq', (onward, _request, response) => {
  response.once('close', () => {
    if (!response.writableFinished) onward.destroy();
  });
});
process.on('uncaughtException', (error) => console.error(error.message));
createServer((request, response) => proxy.web(request, response)).listen({ port: Number(port), host: '127.0.0.1', backlog: 4_096 });
