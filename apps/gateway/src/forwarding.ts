import { performance } from 'node:perf_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BodyTap, continueTrace, headerOf, nanosecondsBetween, wallClock, type Span } from '@contraflow/capture';
import { Answer } from './answer.js';
import type { ErrorType, UpstreamError } from './errors.js';
import { requestFault, type Fault } from './http/request-fault.js';
import { requestHead, type BodyFraming } from './http/request-head.js';
import type { ResponseHead } from './http/response-head.js';
import { forwardableTrailers } from './http/trailers.js';
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
  private readonly answer: Answer;
  private connection: UpstreamConnection | null = null;
  /** The final answer's head, once it is there. */
  private head: ResponseHead | null = null;
  private headAt = 0;
  private errorType: ErrorType | null = null;
  /** Of an answer of our own. */
  private ownHeaders: string[] | null = null;
  private requestSent = false;
  private ended = false;
  private closed = false;
  private retried = false;

  constructor(
    private readonly service: Service,
    private readonly request: IncomingMessage,
    response: ServerResponse,
    private readonly upgrade?: Upgrade,
  ) {
    this.span = continueTrace(request.headers.traceparent as string | undefined);
    this.caller = callerOf(request, service);
    this.framing = upgrade ? { kind: 'none' } : framingOf(request);
    this.requestBody = new BodyTap(service.rules.bodies.prefixBytes);
    this.responseBody = new BodyTap(service.rules.bodies.prefixBytes);
    const onFull = (isFull: boolean) => (isFull ? this.connection?.pause() : this.connection?.resume());
    this.answer = new Answer(request, response, onFull, () => this.connection?.hold());
    response.once('close', () => this.finished(response.writableFinished));
    const fault = this.caller.fault ?? requestFault(request, this.caller.host);
    if (fault !== null) this.refuse(fault);
    else service.pool.acquire(this);
  }

  onConnection(connection: UpstreamConnection): void {
    if (this.closed) return this.service.pool.release(connection, null);
    this.connection = connection;
    const { request, caller, framing, span } = this;
    const incoming = { ...caller, method: request.method as string, rawHeaders: request.rawHeaders, httpVersion: request.httpVersion, span };
    connection.begin(requestHead(incoming, framing, this.service.addressing, this.upgrade?.protocol), incoming.method, this);
    if (framing.kind === 'none') {
      this.requestSent = true;
      return;
    }
    request.on('data', (chunk: Buffer) => this.sendBody(chunk));
    request.once('end', () => this.sendEnd());
  }

  onNoConnection(error: UpstreamError): void {
    this.fail(error.type, error.reason);
  }

  onInformation(head: ResponseHead): void {
    if (!this.closed) this.answer.inform(head);
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    this.headAt = performance.now();
    // The rest of a body that the upstream did not wait for would be taken for the next request.
    if (!this.closed) this.answer.begin(head, !this.requestSent);
  }

  onData(chunk: Buffer): void {
    this.responseBody.push(chunk);
    if (!this.closed) this.answer.data(chunk);
  }

  onEnd(trailers: string[]): void {
    this.ended = true;
    if (!this.closed) this.answer.end(trailers);
  }

  onSwitch(head: ResponseHead, rest: Buffer): void {
    const { upgrade, connection } = this;
    if (!upgrade || !connection || this.closed) return this.breakOff('upstream_invalid_response');
    if (!isAsked(head, upgrade.protocol)) return this.breakOff('upstream_invalid_response', 'It switched to a protocol that it was not asked for');
    this.head = head;
    this.headAt = performance.now();
    this.connection = null;
    this.answer.switch(head);
    upgrade.tunnel(this.request.socket, connection.detach(), upgrade.rest, rest);
    this.finished(true);
  }

  onPause(): void {
    if (!this.ended) {
      if (!this.closed) this.answer.flush();
      return;
    }
    // Not before all bytes are read: what an upstream sends behind its answer must not become the next one.
    const { connection, head } = this;
    this.connection = null;
    if (connection && head?.keepAlive && this.requestSent) this.service.pool.release(connection, head.idleSeconds);
    else connection?.destroy();
  }

  onDrain(): void {
    this.request.resume();
  }

  onIdle(): void {
    // While we hold the upstream's bytes back, or wait for the caller's, it is the caller who does not move.
    this.breakOff(this.answer.isFull || !this.requestSent ? 'client_timeout' : 'upstream_timeout');
  }

  onFailure(error: UpstreamError): void {
    const reused = (this.connection?.answered ?? 0) > 0;
    this.connection = null;
    if (this.ended) return;
    const untouched = this.head === null && this.framing.kind === 'none' && error.type === 'upstream_reset';
    if (untouched && reused && !this.retried && !this.closed && REPEATABLE.has(this.request.method as string)) {
      this.retried = true;
      this.service.pool.acquire(this, true);
    } else this.fail(error.type, error.reason);
  }

  /** The rest of the body cannot be read. */
  onClientFault({ type, reason }: Fault): void {
    if (!this.ended) this.breakOff(type, reason);
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
    const trailers = forwardableTrailers(this.request.rawTrailers, this.request.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    this.connection.write(`0\r\n${trailers.join('')}\r\n`);
  }

  /** Ends the exchange from our side. */
  private breakOff(type: ErrorType, reason: string | null = null): void {
    this.connection?.destroy();
    this.connection = null;
    this.fail(type, reason);
  }

  /** Answers a request that goes no further, and reads no other from its connection. */
  private refuse({ type, reason }: Fault): void {
    this.service.faults.set(this.request.socket, type);
    this.fail(type, reason);
  }

  private fail(type: ErrorType, reason: string | null = null): void {
    this.errorType ??= type;
    if (this.closed) return;
    const own = this.answer.fail(type, this.service.name, this.span.traceId, reason);
    if (!own) return;
    this.ownHeaders = own.headers;
    this.responseBody.push(own.body);
  }

  /** The answer has left, or the caller has. */
  private finished(complete: boolean): void {
    if (this.closed) return;
    this.closed = true;
    const { request, head, caller, service, started } = this;
    if (!complete) this.errorType ??= service.faults.get(request.socket) ?? 'client_closed';
    this.connection?.destroy();
    this.connection = null;
    record(service, {
      service: service.name,
      startedAt: this.startedAt,
      durationNs: nanosecondsBetween(started, performance.now()),
      timeToFirstByteNs: head ? nanosecondsBetween(started, this.headAt) : null,
      method: request.method as string,
      target: caller.target,
      scheme: caller.scheme,
      authority: caller.authority,
      clientAddress: caller.clientAddress,
      status: this.answer.status ?? head?.status ?? null,
      errorType: this.errorType,
      requestHeaders: request.rawHeaders,
      responseHeaders: this.ownHeaders ?? head?.headers ?? [],
      requestBody: this.requestBody,
      responseBody: this.responseBody,
      trace: this.span,
    });
  }
}

function framingOf(request: IncomingMessage): BodyFraming {
  if (request.headers['transfer-encoding'] !== undefined) return { kind: 'chunked' };
  const length = request.headers['content-length'];
  return length === undefined ? { kind: 'none' } : { kind: 'length', value: length };
}

/** Whether a 101 is about one of the protocols that were asked for (RFC 9110, 15.2.2). */
function isAsked(head: ResponseHead, asked: string): boolean {
  const answered = headerOf(head.headers, 'upgrade');
  const names = asked.toLowerCase().split(', ');
  return answered === undefined || answered.split(',').every((name) => names.includes(name.trim().toLowerCase()));
}
