import { HTTP_TEXT_LIMITS, type ClosedBy, type Origin } from '@contraflow/contract';
import type { CapturedBody, CapturedExchange } from '../entry/captured-exchange.js';
import { uuidV7At } from '../ids.js';
import { redactFragment, redactTargetQuery } from '../redact/body.js';
import { readable, redactHeaders } from '../redact/headers.js';
import { redactionRules, type ExtraNames, type RedactionRules } from '../redact/rules.js';
import type { Span } from '../trace.js';
import type { BodyTap } from './body-tap.js';
import { endingOf } from './exchange-kind.js';
import { bodyRules, keptBody, type BodyRules } from './kept-body.js';
import { headerOf } from './raw-headers.js';
import { routeTemplater, type RouteOptions } from './route-template.js';

/** One request with its response as it was seen, with secrets still in it: never leaves the process like this. */
export interface ObservedExchange {
  service: string;
  /** Milliseconds since the epoch, see wallClock. */
  startedAt: number;
  durationNs: number;
  timeToFirstByteNs: number | null;
  method: string;
  /** As on the request line: path and query. */
  target: string;
  /** A template that the service itself knows; undefined to find one. */
  route?: string | undefined;
  scheme: 'http' | 'https';
  /** What the client called, host and port. */
  authority: { host: string; port: number };
  clientAddress: string;
  status: number | null;
  errorType: string | null;
  /** Name, value, name, value, … as latin1. */
  requestHeaders: readonly string[];
  responseHeaders: readonly string[];
  requestBody: BodyTap;
  responseBody: BodyTap;
  trace: Span;
  origin: Origin;
  /** What went through the connection after it had gone over to another protocol; null when it did not. */
  tunnel: { bytesUp: number; bytesDown: number; closedBy: ClosedBy; closeCode: number | null } | null;
}

/** How exchanges become what is stored. */
export interface RecordingRules {
  redaction: RedactionRules;
  bodies: BodyRules;
  route: ReturnType<typeof routeTemplater>;
}

export interface RecordingOptions {
  redact?: ExtraNames;
  bodies?: { prefixBytes?: number; contentTypes?: readonly string[] };
  routes?: RouteOptions;
}

export function recordingRules(options: RecordingOptions = {}): RecordingRules {
  return { redaction: redactionRules(options.redact), bodies: bodyRules(options.bodies), route: routeTemplater(options.routes) };
}

/** Redacts and bounds an exchange. A promise only where a body has to be decompressed first. */
export function toHttpExchange(seen: ObservedExchange, rules: RecordingRules): CapturedExchange | Promise<CapturedExchange> {
  const { redaction, bodies } = rules;
  const requestBody = keptBody(seen.requestBody, bodyHeaders(seen.requestHeaders), bodies, redaction);
  const responseBody = keptBody(seen.responseBody, bodyHeaders(seen.responseHeaders), bodies, redaction);
  const mark = seen.target.indexOf('?');
  const { path, template } = redaction.redactPath(seen.service, mark === -1 ? seen.target : seen.target.slice(0, mark));
  const { tunnel } = seen;
  const ending = tunnel ? { exchangeKind: 'tunnel' as const, closedBy: tunnel.closedBy, errorType: seen.errorType } : endingOf({ ...seen, responseBytes: seen.responseBody.size });
  const exchange: CapturedExchange = {
    kind: 'http',
    id: uuidV7At(seen.startedAt),
    startedAt: seen.startedAt,
    durationNs: seen.durationNs,
    exchangeKind: ending.exchangeKind,
    timeToFirstByteNs: seen.timeToFirstByteNs,
    requestMethod: cut(seen.method, HTTP_TEXT_LIMITS.requestMethod),
    route: cut(seen.route ?? rules.route(seen.service, template, seen.status), HTTP_TEXT_LIMITS.route),
    urlScheme: seen.scheme,
    urlPath: cut(readable(path), HTTP_TEXT_LIMITS.urlPath),
    urlQuery: mark === -1 ? '' : cut(readable(redactTargetQuery(seen.target.slice(mark + 1), redaction)), HTTP_TEXT_LIMITS.urlQuery),
    serverAddress: cut(seen.authority.host, HTTP_TEXT_LIMITS.serverAddress),
    serverPort: seen.authority.port,
    clientAddress: cut(seen.clientAddress, HTTP_TEXT_LIMITS.clientAddress),
    userAgent: cut(readable(userAgentOf(seen.requestHeaders, redaction)), HTTP_TEXT_LIMITS.userAgent),
    responseStatusCode: seen.status,
    requestBodySize: tunnel ? tunnel.bytesUp : seen.requestBody.size,
    responseBodySize: tunnel ? tunnel.bytesDown : seen.responseBody.size,
    requestHeaders: redactHeaders(seen.requestHeaders, redaction),
    responseHeaders: redactHeaders(seen.responseHeaders, redaction),
    requestBody: null,
    responseBody: null,
    requestBodyNote: null,
    responseBodyNote: null,
    errorType: ending.errorType ?? (seen.status !== null && seen.status >= 500 ? String(seen.status) : null),
    traceId: seen.trace.traceId,
    spanId: seen.trace.spanId,
    parentSpanId: seen.trace.parentSpanId,
    spanKind: 'server',
    origin: seen.origin,
    closedBy: ending.closedBy,
    closeCode: tunnel?.closeCode ?? null,
    service: cut(seen.service, HTTP_TEXT_LIMITS.service),
  };
  if (requestBody instanceof Promise || responseBody instanceof Promise) {
    return Promise.all([requestBody, responseBody]).then(([request, response]) => {
      return withBodies(exchange, request, response);
    });
  }
  return withBodies(exchange, requestBody, responseBody);
}

function withBodies(exchange: CapturedExchange, request: CapturedBody | null, response: CapturedBody | null): CapturedExchange {
  exchange.requestBody = request;
  exchange.responseBody = response;
  exchange.requestBodyNote = request?.note ?? null;
  exchange.responseBodyNote = response?.note ?? null;
  return exchange;
}

function userAgentOf(headers: readonly string[], redaction: RedactionRules): string {
  const agent = headerOf(headers, 'user-agent') ?? '';
  return redaction.mayHoldSecretText(agent) ? redactFragment(agent, redaction) : agent;
}

const cut = (text: string, limit: number) => (text.length > limit ? text.slice(0, limit) : text);

const bodyHeaders = (raw: readonly string[]) => ({
  contentType: headerOf(raw, 'content-type'),
  contentEncoding: headerOf(raw, 'content-encoding'),
});
