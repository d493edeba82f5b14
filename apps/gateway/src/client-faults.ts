import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { GatewayResponse } from './gateway-response.js';
import { readBrokenRequest } from './http/broken-request.js';
import type { Fault } from './http/request-fault.js';
import { refuse, type Refused } from './refusal.js';
import type { Service } from './service.js';

/** What Node's parser or its clock tells of a connection. */
interface ParserError extends NodeJS.ErrnoException {
  /** The parser's own words. */
  reason?: string;
  rawPacket?: Buffer;
  bytesParsed?: number;
}

/** With the answer that is being written to it, of several in a pipeline the first. */
type AnsweredSocket = Socket & { _httpMessage?: GatewayResponse | null };

/** What callers send that Node's parser cannot read, or that comes too slowly: answered and recorded, each once. */
export class ClientFaults {
  /** @param headMs milliseconds that a head may take */
  constructor(
    private readonly service: Service,
    private readonly headMs: number,
  ) {}

  /** A tunnel was asked for. */
  connect(request: IncomingMessage, socket: Socket): void {
    socket.on('error', () => socket.destroy());
    socket.resume();
    this.settle(socket, { type: 'unsupported_method', reason: null }, { method: 'CONNECT', target: request.url ?? null, rawHeaders: request.rawHeaders, tookMs: 0 });
  }

  /** What came next on a connection was no request, or not all of one. */
  broken(error: ParserError, socket: Socket): void {
    const { faults } = this.service;
    // The parser complains of everything that comes behind its first complaint.
    if (faults.has(socket)) return void (socket.writable || socket.destroy());
    const isAnswering = !!(socket as AnsweredSocket)._httpMessage;
    if (error.code === 'HPE_INVALID_EOF_STATE' && !isAnswering) return this.settle(socket, { type: 'client_closed', reason: null }, nothing(0));
    // A caller that goes away between requests, or opens a connection ahead of time, made no mistake.
    const isQuiet = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0;
    if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || isQuiet || !socket.writable) return void socket.destroy();
    const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const refused = isTimeout ? nothing(this.headMs) : { ...readBrokenRequest(error.rawPacket, error.bytesParsed ?? 0), tookMs: 0 };
    const fault = faultOf(error, refused);
    faults.set(socket, fault.type);
    this.settle(socket, fault, refused);
  }

  /** Answers in turn: behind those before it, and through its own exchange where there is one. */
  private settle(socket: AnsweredSocket, fault: Fault, refused: Refused): void {
    const current = socket._httpMessage;
    if (!current) refuse(socket, this.service, fault, refused);
    else if (!current.req.complete && current.forwarding) current.forwarding.onClientFault(fault);
    else current.once('close', () => this.settle(socket, fault, refused));
  }
}

const nothing = (tookMs: number): Refused => ({ method: null, target: null, rawHeaders: [], tookMs });

function faultOf({ code, reason }: ParserError, { method, target }: Refused): Fault {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { type: 'client_timeout', reason: null };
    case 'HPE_HEADER_OVERFLOW':
      return { type: 'client_head_too_large', reason: null };
    case 'HPE_INVALID_METHOD':
      // What looks like a request has a method that the parser does not know; anything else is no HTTP.
      return method !== null && target !== null ? { type: 'unsupported_method', reason: null } : { type: 'client_malformed', reason: 'It does not begin with a method of HTTP' };
    case 'HPE_INVALID_URL':
      return { type: 'client_malformed', reason: 'Its target has characters that have to be percent-encoded (RFC 3986)' };
    default:
      return { type: 'client_malformed', reason: reason ? `What is wrong with it: ${reason}` : null };
  }
}
