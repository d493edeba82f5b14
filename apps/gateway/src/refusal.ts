import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { BodyTap, continueTrace, headerOf, wallClock } from '@contraflow/capture';
import { ERRORS, problemBody } from './errors.js';
import type { Fault } from './http/request-fault.js';
import { callerOf, record, type Service } from './service.js';

/** What a refused request was, as far as it could be read. */
export interface Refused {
  method: string | null;
  target: string | null;
  rawHeaders: string[];
  /** Milliseconds that it took before it was refused. */
  tookMs: number;
}

/** OpenTelemetry's word for a method that is not known. */
const UNREADABLE_METHOD = '_OTHER';
const UNREADABLE_ROUTE = '/{unreadable}';
/** Of CONNECT, whose target is a host and a port. */
const AUTHORITY_ROUTE = '/{authority}';
/** For the caller to read the answer and close. */
const LINGER_MS = 5_000;

/**
 * Answers on a connection that no exchange owns, closes it, and records what was refused: the caller sees an error, so
 * the record has it.
 */
export function refuse(socket: Socket, service: Service, { type, reason }: Fault, refused: Refused): void {
  const span = continueTrace(headerOf(refused.rawHeaders, 'traceparent'));
  const { status } = ERRORS[type];
  const canAnswer = socket.writable && status > 0;
  const responseHeaders: string[] = [];
  const responseBody = new BodyTap(service.rules.bodies.prefixBytes);
  if (canAnswer) {
    const body = problemBody(type, service.name, span.traceId, reason);
    responseHeaders.push('Content-Type', 'application/problem+json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store', 'Connection', 'close');
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
    for (let i = 0; i < responseHeaders.length; i += 2) head += `${responseHeaders[i]}: ${responseHeaders[i + 1]}\r\n`;
    socket.write(`${head}\r\n`, 'latin1');
    socket.end(body);
    responseBody.push(body);
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  } else socket.destroy();
  const headers = { host: headerOf(refused.rawHeaders, 'host'), forwarded: headerOf(refused.rawHeaders, 'forwarded'), 'x-forwarded-for': headerOf(refused.rawHeaders, 'x-forwarded-for') };
  const caller = callerOf({ socket, url: refused.target ?? '', headers }, service);
  record(service, {
    service: service.name,
    startedAt: wallClock() - refused.tookMs,
    durationNs: Math.round(refused.tookMs * 1e6),
    timeToFirstByteNs: null,
    method: refused.method ?? UNREADABLE_METHOD,
    target: caller.target,
    ...(refused.target === null || caller.fault !== null ? { route: refused.method === 'CONNECT' ? AUTHORITY_ROUTE : UNREADABLE_ROUTE } : {}),
    scheme: caller.scheme,
    authority: caller.authority,
    clientAddress: caller.clientAddress,
    status: canAnswer ? status : null,
    errorType: type,
    requestHeaders: refused.rawHeaders,
    responseHeaders,
    requestBody: new BodyTap(0),
    responseBody,
    trace: span,
    origin: 'gateway',
    tunnel: null,
  });
}
