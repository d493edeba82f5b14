import { performance } from 'node:perf_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { EntrySink } from '../capture.js';
import { nanosecondsBetween, wallClock } from '../clock.js';
import { parseAuthority } from '../http/authority.js';
import { BodyTap } from '../http/body-tap.js';
import { recordingRules, toHttpExchange, type RecordingOptions } from '../http/observed-exchange.js';
import { continueTrace, formatTraceparent } from '../trace.js';
import { rawHeadersOf } from './written-head.js';

export interface ServiceCaptureOptions extends RecordingOptions {
  capture: EntrySink;
  /** The name of this service. */
  service: string;
  /** Paths (without query) that are not recorded, health checks for example. */
  ignores?: (path: string) => boolean;
  /** Told when recording an exchange failed; the exchange itself is never touched. */
  onError?: (error: unknown) => void;
}

/** Records one exchange as it passes. `route` is asked at the end, for the template that the framework matched. */
export type Observe = (request: IncomingMessage, response: ServerResponse, route: () => string | undefined) => void;

/**
 * Makes the observer that the middlewares share. It watches Node's own request and response: bytes are tapped as they
 * pass, nothing is consumed or delayed. The request's `traceparent` header becomes that of our span, so that whatever
 * the service calls next continues it.
 */
export function exchangeObserver(options: ServiceCaptureOptions): Observe {
  const rules = recordingRules({ ...options, routes: { onBound: (service) => options.capture.noteManyRoutes?.(service), ...options.routes } });
  const { service, capture, onError } = options;

  return (request, response, route) => {
    const target = request.url ?? '/';
    if (options.ignores?.(target.split('?', 1)[0] as string)) return;
    const startedAt = wallClock();
    const started = performance.now();
    const requestHeaders = [...request.rawHeaders];
    const trace = continueTrace(request.headers.traceparent as string | undefined);
    request.headers.traceparent = formatTraceparent(trace);
    const scheme = (request.socket as TLSSocket).encrypted ? 'https' : 'http';
    const authority = parseAuthority(request.headers.host, scheme, { host: request.socket.localAddress ?? '', port: request.socket.localPort ?? 0 });
    const clientAddress = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const requestBody = tapRequest(request, rules.bodies.prefixBytes);
    const answer = tapResponse(request, response, rules.bodies.prefixBytes);
    let done = false;
    const finish = () => {
      if (done) return;
      done = true;
      const ended = performance.now();
      const entry = toHttpExchange(
        {
          service,
          startedAt,
          durationNs: nanosecondsBetween(started, ended),
          timeToFirstByteNs: answer.headAt === null ? null : nanosecondsBetween(started, answer.headAt),
          method: request.method ?? 'GET',
          target,
          route: route(),
          scheme,
          authority,
          clientAddress,
          status: answer.headAt === null ? null : response.statusCode,
          errorType: response.writableFinished ? null : 'client_closed',
          requestHeaders,
          responseHeaders: answer.headers,
          requestBody,
          responseBody: answer.body,
          trace,
          origin: 'middleware',
          tunnel: null,
        },
        rules,
      );
      if (entry instanceof Promise) void entry.then((whole) => capture.append(whole)).catch((error: unknown) => onError?.(error));
      else capture.append(entry);
    };
    const guarded = () => {
      try {
        finish();
      } catch (error) {
        onError?.(error);
      }
    };
    response.once('finish', guarded);
    response.once('close', guarded);
  };
}

/** Sees the body's chunks on their way into the request's buffer, whoever reads them from there, and however. */
function tapRequest(request: IncomingMessage, limit: number): BodyTap {
  const tap = new BodyTap(limit);
  const push = request.push;
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) tap.push(chunk);
    else if (typeof chunk === 'string') tap.push(Buffer.from(chunk, encoding));
    return push.call(request, chunk, encoding);
  };
  return tap;
}

interface TappedResponse {
  body: BodyTap;
  headers: string[];
  /** When the head went out, by performance.now(). */
  headAt: number | null;
}

function tapResponse(request: IncomingMessage, response: ServerResponse, limit: number): TappedResponse {
  const tapped: TappedResponse = { body: new BodyTap(limit), headers: [], headAt: null };
  const { write, end, writeHead } = response;
  const tap = (chunk: unknown, encoding: unknown) => {
    if (request.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304) return;
    if (chunk instanceof Uint8Array) tapped.body.push(chunk);
    else if (typeof chunk === 'string') tapped.body.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
  };
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    tapped.headAt ??= performance.now();
    tapped.headers = rawHeadersOf(response, typeof args[1] === 'string' ? args[2] : (args[1] ?? args[2]));
    return Reflect.apply(writeHead, response, args) as ServerResponse;
  } as typeof response.writeHead;
  response.write = function (...args: unknown[]) {
    tap(args[0], args[1]);
    return Reflect.apply(write, response, args) as boolean;
  } as typeof response.write;
  response.end = function (...args: unknown[]) {
    tap(args[0], args[1]);
    // From here on Node may call write itself, with what has been seen.
    response.write = write;
    return Reflect.apply(end, response, args) as ServerResponse;
  } as typeof response.end;
  return tapped;
}
