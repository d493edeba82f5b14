import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ClientFaults } from './client-faults.js';
import { Forwarding, type Upgrade } from './forwarding.js';
import { GatewayResponse } from './gateway-response.js';
import { MAX_HEAD_BYTES } from './http/request-fault.js';
import { passableProtocols } from './http/upgrade.js';
import type { Service } from './service.js';
import type { Tunnels } from './tunnels.js';

/** Of a head that is longer than may be passed on, so much can be read, told and recorded. */
const READABLE_HEAD_BYTES = 4 * MAX_HEAD_BYTES;
/** Longer than the 60 s that load balancers keep idle connections, so that it is they who close. */
const KEEP_ALIVE_MS = 65_000;
const LONGEST_HEAD_MS = 60_000;
const LOOK_MS = 1_000;

export type Listener = Server<typeof IncomingMessage, typeof GatewayResponse>;

/** The server that callers of a service talk to. Everything that comes in is the upstream's: no path is taken for ourselves. */
export function createListener(service: Service, tunnels: Tunnels): Listener {
  const timeoutMs = service.timeoutOf('/');
  const headMs = timeoutMs === 0 ? LONGEST_HEAD_MS : Math.min(LONGEST_HEAD_MS, timeoutMs);
  const server = createServer({
    ServerResponse: GatewayResponse,
    maxHeaderSize: READABLE_HEAD_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: headMs,
    connectionsCheckingInterval: LOOK_MS,
    // A long upload is no fault; one that stands still is ended by the time-out of the exchange.
    requestTimeout: 0,
    shouldUpgradeCallback: isUpgrade,
    // We look at Host ourselves, so that what is refused for it is recorded.
    requireHostHeader: false,
  });
  server.maxHeadersCount = 0;
  const faults = new ClientFaults(service, headMs);
  const forward = (request: IncomingMessage, response: GatewayResponse, upgrade?: Upgrade) => {
    // What came behind a request that was refused for its form may be a part of it, and gets no answer.
    if (service.faults.has(request.socket)) return;
    try {
      response.forwarding = new Forwarding(service, request, response, upgrade);
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
    const response = new GatewayResponse(request);
    response.shouldKeepAlive = false;
    socket.on('error', () => socket.destroy());
    response.assignSocket(socket);
    response.once('finish', () => socket.end());
    forward(request, response, {
      protocol: passableProtocols(request.headers.upgrade as string) as string,
      rest,
      isFull: () => tunnels.isFull,
      tunnel: (ends, onClosed) => tunnels.join(ends, onClosed),
    });
  });
  server.on('connection', (socket) => boundAddress(service, socket));
  server.on('connect', (request: IncomingMessage, duplex: Duplex) => faults.connect(request, duplex as Socket));
  server.on('clientError', (error, duplex: Duplex) => faults.broken(error, duplex as Socket));
  return server;
}

/** Whether a request that asks for another protocol is to be tunnelled; else it is answered in HTTP/1.1 as if it had not asked. */
function isUpgrade(request: IncomingMessage): boolean {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && passableProtocols(headers.upgrade ?? '') !== null;
}

/** Beyond the bound, so many more connections may be opened to be told so. */
const TO_BE_TOLD = 64;

/** Counts a connection for its address. A proxy in front has all its callers' connections: then their requests are counted instead. */
function boundAddress({ addresses, overBound, addressing }: Service, socket: Socket): void {
  if (addressing.trustForwarded || addresses.most === 0) return;
  const address = socket.remoteAddress ?? '';
  const beyond = addresses.enter(address);
  socket.once('close', () => {
    addresses.leave(address);
    overBound.delete(socket);
  });
  if (beyond > TO_BE_TOLD) socket.destroy();
  else if (beyond > 0) overBound.add(socket);
}
