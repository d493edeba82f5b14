import { createServer, ServerResponse, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ERRORS, problemBody, type ErrorType } from './errors.js';
import { Forwarding, type Upgrade } from './forwarding.js';
import { passableProtocols } from './http/upgrade.js';
import type { Service } from './service.js';
import type { Tunnels } from './tunnels.js';

const MAX_HEADER_BYTES = 64 * 1024;
/** Longer than the 60 s that load balancers keep idle connections, so that it is they who close. */
const KEEP_ALIVE_MS = 65_000;
const HEADERS_MS = 60_000;

/** The server that callers of a service talk to. Everything that comes in is the upstream's: no path is taken for ourselves. */
export function createListener(service: Service, tunnels: Tunnels): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    // A long upload is no fault; one that stands still is ended by the time-out of the exchange.
    requestTimeout: 0,
    shouldUpgradeCallback: isUpgrade,
    // We look at Host ourselves, so that what is refused for it is recorded.
    requireHostHeader: false,
  });
  server.maxHeadersCount = 0;
  const forward = (request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade) => {
    // What came behind a request that was refused for its form may be a part of it, and gets no answer.
    if (service.faults.has(request.socket)) return;
    try {
      new Forwarding(service, request, response, upgrade);
    } catch (error) {
      // Costs this exchange, never the gateway.
      service.onUnexpected(error);
      response.destroy();
    }
  };
  server.on('request', (request, response) => forward(request, response));
  server.on('checkContinue', (request, response) => forward(request, response));
  // Whatever a caller expects, it is for the upstream to meet or to refuse.
  server.on('checkExpectation', (request, response) => forward(request, response));
  server.on('upgrade', (request: IncomingMessage, duplex: Duplex, rest: Buffer) => {
    const socket = duplex as Socket;
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    socket.on('error', () => socket.destroy());
    response.assignSocket(socket);
    response.once('finish', () => socket.end());
    forward(request, response, {
      protocol: passableProtocols(request.headers.upgrade as string) as string,
      rest,
      tunnel: (client, upstream, fromClient, fromUpstream) => tunnels.join(client, upstream, fromClient, fromUpstream),
    });
  });
  server.on('connect', (_request: IncomingMessage, duplex: Duplex) => {
    duplex.on('error', () => duplex.destroy());
    refuse(duplex, 'unsupported_method', service);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, duplex: Duplex) => {
    const socket = duplex as Socket & { _httpMessage?: ServerResponse };
    // A caller that went away in the middle of its request made no mistake.
    if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) return void socket.destroy();
    const type: ErrorType = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'client_timeout' : 'client_malformed';
    service.faults.set(socket, type);
    // In the middle of an answer another one would be taken for a part of it.
    if (socket._httpMessage?.headersSent) socket.destroy();
    else refuse(socket, type, service, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : ERRORS[type].status);
  });
  return server;
}

/** Whether a request that asks for another protocol is to be tunnelled; else it is answered in HTTP/1.1 as if it had not asked. */
function isUpgrade(request: IncomingMessage): boolean {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && passableProtocols(headers.upgrade ?? '') !== null;
}

/** An answer on a connection that no exchange owns. */
function refuse(socket: Duplex, type: ErrorType, service: Service, status: number = ERRORS[type].status): void {
  const body = problemBody(type, service.name, null);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  socket.write(head, 'latin1');
  socket.end(body);
}
