import { performance } from 'node:perf_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BodyTap, continueTrace, nanosecondsBetween, wallClock, type Span } from '@contraflow/capture';
import { ERRORS, problemBody, UpstreamError, type ErrorType } from './errors.js';
import { forwardableTrailers } from './http/hop-by-hop.js';
import { requestHead, type BodyFraming } from './http/request-head.js';
import { forwardableHeaders, type ResponseHead } from './http/response-head.js';
import { callerOf, record, type Caller, type Service } from './service.js';
import type { ConnectionUser, UpstreamConnection } from './upstream/connection.js';
import type { Waiter } from './upstream/pool.js';

/** A request that may be sent again on another connection when the first was closed under it (RFC 9110, 9.2.2). */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** A caller's wish to go on with another protocol on the same connection. */
export interface Upgrade {
  protocol: string;
  /** What the caller sent behind its request. */
  rest: Buffer;
  /** Joins both connections once the upstream has agreed. */
  tunnel(client: Socket, upstream: Socket, fromClient: Buffer, fromUpstream: Buffer): void;
}

/** One request on its way to an upstream and the answer on its way back, recorded when both are over. */
export class Forwarding implements Waiter, ConnectionUser {
  private readonly startedAt = wallClock();
  private readonly started = performance.now();
  private readonly span: Span;
  private readonly caller: Caller;
  private readonly framing: BodyFraming;
  private readonly requestBody: BodyTap;
  private readonly responseBody: BodyTap;
  private connection: UpstreamConnection | null = null;
  /** The final answer's head, once it is there. */
  private head: ResponseHead | null = null;
  private headAt = 0;
  private errorType: ErrorType | null = null;
  /** A chunk held back for the others of its turn, so that head, body and end go out together. */
  private held: Buffer | null = null;
  private headFlushed = false;
  /** Of an answer of our own. */
  private problemHeaders: string[] | null = null;
  private requestSent = false;
  private responsePaused = false;
  private closed = false;
  private retried = false;

  constructor(
    private readonly service: Service,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly upgrade?: Upgrade,
  ) {
    this.span = continueTrace(request.headers.traceparent as string | undefined);
    this.caller = callerOf(request, service);
    this.framing = upgrade ? { kind: 'none' } : framingOf(request);
    this.requestBody = new BodyTap(service.rules.bodies.prefixBytes);
    this.responseBody = new BodyTap(service.rules.bodies.prefixBytes);
    response.once('close', () => this.finished(response.writableFinished));
    if ((request.headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked') this.fail('unsupported_transfer_coding');
    else service.pool.acquire(this);
  }

  onConnection(connection: UpstreamConnection): void {
    if (this.closed) return this.service.pool.release(connection, null);
    this.connection = connection;
    const { request, caller, framing } = this;
    const method = request.method as string;
    const head = requestHead(
      { method, target: caller.target, host: caller.host, rawHeaders: request.rawHeaders, scheme: caller.scheme, clientAddress: caller.peerAddress, httpVersion: request.httpVersion, span: this.span },
      framing,
      this.service.addressing,
      this.upgrade?.protocol,
    );
    connection.begin(head, method, this);
    if (framing.kind === 'none') {
      this.requestSent = true;
      return;
    }
    request.on('data', (chunk: Buffer) => this.sendBody(chunk));
    request.once('end', () => this.sendEnd());
  }

  onNoConnection(error: UpstreamError): void {
    this.fail(error.type);
  }

  onInformation(head: ResponseHead): void {
    // An HTTP/1.0 caller knows of no interim answers (RFC 9110, 15.2).
    if (this.closed || this.request.httpVersion === '1.0') return;
    // Node closes the connection behind a body that it did not see invited.
    if (head.status === 100) return this.response.writeContinue();
    const text = informationText(head, forwardableHeaders(head.headers));
    const send = () => this.response.socket?.write(text, 'latin1');
    // Behind other answers of a pipeline it has to wait for its turn.
    if (this.response.socket) send();
    else this.response.once('socket', send);
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    this.headAt = performance.now();
    if (this.closed) return;
    const headers = forwardableHeaders(head.headers);
    // Said outright, because Node would do so only where it cannot know the length, and trailers need it.
    if (head.framing === 'chunked' && this.request.httpVersion === '1.1') headers.push('Transfer-Encoding', 'chunked');
    // The rest of a body that the upstream did not wait for would be taken for the next request.
    if (!this.requestSent) headers.push('Connection', 'close');
    this.response.writeHead(head.status, head.reason, headers);
  }

  onData(chunk: Buffer): void {
    this.responseBody.push(chunk);
    if (this.closed) return;
    if (this.held) this.write(this.held);
    this.held = chunk;
  }

  onEnd(trailers: string[]): void {
    const connection = this.connection as UpstreamConnection;
    this.connection = null;
    const head = this.head as ResponseHead;
    if (head.keepAlive && this.requestSent) this.service.pool.release(connection, head.idleSeconds);
    else connection.destroy();
    if (this.closed) return;
    if (trailers.length > 0 && head.framing === 'chunked' && this.request.httpVersion === '1.1') this.response.addTrailers(forwardableTrailers(trailers));
    if (this.held) this.response.end(this.held);
    else this.response.end();
    this.held = null;
  }

  onSwitch(head: ResponseHead, rest: Buffer): void {
    const { upgrade, connection } = this;
    if (!upgrade || !connection || this.closed) return this.breakOff('upstream_invalid_response');
    this.head = head;
    this.headAt = performance.now();
    this.connection = null;
    const { socket } = this.request;
    this.response.detachSocket(socket);
    socket.write(informationText(head, head.headers), 'latin1');
    upgrade.tunnel(socket, connection.detach(), upgrade.rest, rest);
    this.finished(true);
  }

  onPause(): void {
    if (this.held) {
      this.write(this.held);
      this.held = null;
    } else if (this.head && !this.headFlushed && !this.closed) this.response.flushHeaders();
    // A head without a body yet goes out as well: a stream of events may be silent for long.
    this.headFlushed = this.head !== null;
  }

  onDrain(): void {
    this.request.resume();
  }

  onIdle(): void {
    // While we hold the upstream's bytes back, or wait for the caller's, it is the caller who does not move.
    if (this.responsePaused || !this.requestSent) this.breakOff('client_timeout');
    else this.breakOff('upstream_timeout');
  }

  onFailure(error: UpstreamError): void {
    const reused = (this.connection?.answered ?? 0) > 0;
    this.connection = null;
    const untouched = this.head === null && this.framing.kind === 'none' && error.type === 'upstream_reset';
    if (untouched && reused && !this.retried && !this.closed && REPEATABLE.has(this.request.method as string)) {
      this.retried = true;
      this.service.pool.acquire(this, true);
    } else this.fail(error.type);
  }

  private sendBody(chunk: Buffer): void {
    this.requestBody.push(chunk);
    const { connection } = this;
    if (!connection) return;
    let more: boolean;
    if (this.framing.kind === 'chunked') {
      connection.cork();
      connection.write(`${chunk.length.toString(16)}\r\n`);
      connection.write(chunk);
      more = connection.write('\r\n');
    } else more = connection.write(chunk);
    if (!more) this.request.pause();
  }

  private sendEnd(): void {
    this.requestSent = true;
    if (!this.connection || this.framing.kind !== 'chunked') return;
    const trailers = forwardableTrailers(this.request.rawTrailers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.connection.write(`0\r\n${trailers.join('')}\r\n`);
  }

  private write(chunk: Buffer): void {
    if (this.response.write(chunk) || this.responsePaused) return;
    this.responsePaused = true;
    this.connection?.pause();
    this.response.once('drain', () => {
      this.responsePaused = false;
      this.connection?.resume();
    });
  }

  /** Ends the exchange from our side. */
  private breakOff(type: ErrorType): void {
    this.connection?.destroy();
    this.connection = null;
    this.fail(type);
  }

  /** Tells the caller what went wrong, or, in the middle of an answer, breaks it off so that it is not taken for whole. */
  private fail(type: ErrorType): void {
    this.errorType ??= type;
    if (this.closed) return;
    const { response } = this;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const body = problemBody(type, this.service.name, this.span.traceId);
    const headers = ['Content-Type', 'application/problem+json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store'];
    if (ERRORS[type].status === 503) headers.push('Retry-After', '1');
    if (!this.request.complete) headers.push('Connection', 'close');
    response.writeHead(ERRORS[type].status, headers);
    response.end(body);
    this.responseBody.push(this.request.method === 'HEAD' ? Buffer.alloc(0) : body);
    this.problemHeaders = headers;
  }

  /** The answer has left, or the caller has. */
  private finished(complete: boolean): void {
    if (this.closed) return;
    this.closed = true;
    const { response, request, head, caller, service } = this;
    if (!complete) this.errorType ??= service.faults.get(request.socket) ?? 'client_closed';
    this.connection?.destroy();
    this.connection = null;
    record(service, {
      service: service.name,
      startedAt: this.startedAt,
      durationNs: nanosecondsBetween(this.started, performance.now()),
      timeToFirstByteNs: head ? nanosecondsBetween(this.started, this.headAt) : null,
      method: request.method as string,
      target: caller.target,
      scheme: caller.scheme,
      authority: caller.authority,
      clientAddress: caller.clientAddress,
      status: response.headersSent ? response.statusCode : (head?.status ?? null),
      errorType: this.errorType,
      requestHeaders: request.rawHeaders,
      responseHeaders: this.problemHeaders ?? head?.headers ?? [],
      requestBody: this.requestBody,
      responseBody: this.responseBody,
      trace: this.span,
    });
  }
}

function informationText({ status, reason }: ResponseHead, fields: readonly string[]): string {
  let text = `HTTP/1.1 ${status} ${reason}\r\n`;
  for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return `${text}\r\n`;
}

function framingOf(request: IncomingMessage): BodyFraming {
  if (request.headers['transfer-encoding'] !== undefined) return { kind: 'chunked' };
  const length = request.headers['content-length'];
  return length === undefined ? { kind: 'none' } : { kind: 'length', value: length };
}
