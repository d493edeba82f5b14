import { performance } from 'node:perf_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTap, continueTrace, headerOf, nanosecondsBetween, wallClock, type Span } from '@contraflow/capture';
import { Answer } from './answer.js';
import type { CallerWaits } from './caller-watch.js';
import type { ErrorType, UpstreamError } from './errors.js';
import { requestFault, type Fault } from './http/request-fault.js';
import { requestHead, type BodyFraming } from './http/request-head.js';
import type { ResponseHead } from './http/response-head.js';
import { RequestBody } from './request-body.js';
import { callerOf, record, type Caller, type Service } from './service.js';
import type { TunnelCourse, TunnelEnds } from './tunnels.js';
import type { Uploader } from './upload-gate.js';
import type { ConnectionUser, UpstreamConnection } from './upstream/connection.js';
import type { Waiter } from './upstream/pool.js';

/** A request that may be sent again on another connection when the first was closed under it (RFC 9110, 9.2.2). */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** For a place to send a body, where exchanges have no time-out. */
const LONGEST_WAIT_MS = 60_000;

/** A caller's wish to go on with another protocol on the same connection. */
export interface Upgrade {
  protocol: string;
  /** What the caller sent behind its request. */
  rest: Buffer;
  /** Joins both connections once the upstream has agreed, and tells how it went when it is over. */
  tunnel(ends: TunnelEnds, onClosed: (course: TunnelCourse) => void): void;
  /** No more tunnels may be opened. */
  isFull(): boolean;
}

/** One request on its way to an upstream and the answer on its way back, recorded when both are over. */
export class Forwarding implements Waiter, ConnectionUser, CallerWaits, Uploader {
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
  /** Milliseconds without a byte; 0: no time-out. */
  private readonly timeoutMs: number;
  /** Null where the request has none. */
  private readonly body: RequestBody | null;
  private requestSent = false;
  /** By performance.now(), since when the caller reads too slowly for the upstream; null when it does not. */
  private fullSince: number | null = null;
  /** By performance.now(), since when it waits for its turn to send a body. */
  private gateSince: number | null = null;
  private isCounted = false;
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
    this.timeoutMs = service.timeoutOf(this.caller.target);
    this.body = this.framing.kind === 'none' ? null : new RequestBody(request, this.framing, this.requestBody, () => this.acquire(), () => this.bodySent());
    this.answer = new Answer(request, response, (isFull) => this.callerFull(isFull), () => this.connection?.hold());
    response.once('close', () => this.finished(response.writableFinished));
    const fault = this.caller.fault ?? requestFault(request, this.caller.host);
    if (fault !== null) this.refuse(fault);
    else if (service.overBound.size > 0 && service.overBound.has(request.socket)) this.refuse({ type: 'client_too_many_connections', reason: null });
    else if (service.addressing.trustForwarded && this.isOneTooMany()) this.refuse({ type: 'client_too_many_connections', reason: null });
    else if (upgrade?.isFull()) this.fail('gateway_busy', 'As many tunnels are open as may be');
    else {
      if (this.body) service.callers.add(this);
      if (this.body) this.body.begin();
      else service.pool.acquire(this);
    }
  }

  onConnection(connection: UpstreamConnection): void {
    if (this.closed || this.errorType !== null) return this.service.pool.release(connection, null);
    this.connection = connection;
    const { request, caller, framing, span } = this;
    const incoming = { ...caller, method: request.method as string, rawHeaders: request.rawHeaders, httpVersion: request.httpVersion, span };
    if (this.body) connection.cork();
    connection.begin(requestHead(incoming, framing, this.service.addressing, this.upgrade?.protocol), incoming.method, this, this.timeoutMs);
    if (this.body) this.body.flowTo(connection);
    else this.requestSent = true;
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
    const protocol = headerOf(head.headers, 'upgrade') ?? upgrade.protocol;
    const ends = { protocol, client: this.request.socket, upstream: connection.detach(), fromClient: upgrade.rest, fromUpstream: rest, mayBeQuiet: this.timeoutMs === 0 };
    upgrade.tunnel(ends, (course) => this.finished(true, course));
  }

  onPause(): void {
    if (!this.ended) {
      if (!this.closed) this.answer.flush();
      return;
    }
    // Not before all bytes are read: what an upstream sends behind its answer must not become the next one.
    const { connection, head } = this;
    this.connection = null;
    if (!this.requestSent) this.letBodyGo();
    if (connection && head?.keepAlive && this.requestSent) this.service.pool.release(connection, head.idleSeconds);
    else connection?.destroy();
  }

  onDrain(): void {
    this.body?.resume();
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

  /** Its turn has come to send a body that is not all there. */
  onGate(): void {
    this.gateSince = null;
    this.service.pool.acquire(this);
  }

  get waitsSince(): number | null {
    return this.fullSince ?? this.body?.waitsSince ?? null;
  }

  get holds(): boolean {
    return this.connection !== null;
  }

  isTooSlow(now: number): boolean {
    if (this.gateSince !== null && now - this.gateSince > (this.timeoutMs || LONGEST_WAIT_MS)) return true;
    // Once the answer has begun both may take turns to be quiet, and the time-out of the connection counts.
    return this.head === null && (this.body?.isTooSlow(now, this.service.bodyRate, this.timeoutMs) ?? false);
  }

  giveUp(): void {
    if (this.gateSince === null) this.breakOff('client_timeout');
    else this.breakOff('gateway_busy', 'Too many slow bodies were on their way to the service');
  }

  /** There is something to send. */
  private acquire(): void {
    if (this.closed || this.errorType !== null) return;
    const { pool, uploads } = this.service;
    if (!this.body || this.body.isWhole) return pool.acquire(this);
    this.gateSince = performance.now();
    if (!uploads.enter(this)) this.fail('gateway_busy', 'Too many bodies are on their way to the service');
  }

  /** Behind a proxy requests are counted for the address that it names, as all connections are the proxy's. */
  private isOneTooMany(): boolean {
    this.isCounted = true;
    return this.service.addresses.enter(this.caller.clientAddress) > 0;
  }

  /** Nothing more of the body goes to the upstream. */
  private letBodyGo(): void {
    this.body?.stop();
    this.service.uploads.leave(this);
    this.service.callers.delete(this);
  }

  private bodySent(): void {
    this.requestSent = true;
    this.service.uploads.leave(this);
    if (this.fullSince === null) this.service.callers.delete(this);
  }

  /** The caller reads more slowly than the upstream sends, or no longer so. */
  private callerFull(isFull: boolean): void {
    this.fullSince = isFull ? performance.now() : null;
    if (isFull) {
      this.connection?.pause();
      this.service.callers.add(this);
      return;
    }
    this.connection?.resume();
    if (this.requestSent) this.service.callers.delete(this);
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
    this.letBodyGo();
    const own = this.answer.fail(type, this.service.name, this.span.traceId, reason);
    if (!own) return;
    this.ownHeaders = own.headers;
    this.responseBody.push(own.body);
  }

  /** The answer has left, or the caller has. */
  private finished(complete: boolean, tunnel: TunnelCourse | null = null): void {
    if (this.closed) return;
    this.closed = true;
    const { request, head, caller, service, started } = this;
    if (this.body) this.letBodyGo();
    if (this.fullSince !== null) service.callers.delete(this);
    if (service.addressing.trustForwarded && this.isCounted) service.addresses.leave(caller.clientAddress);
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
      origin: 'gateway',
      tunnel,
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
