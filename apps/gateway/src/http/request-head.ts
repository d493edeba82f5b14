import { isIPv6 } from 'node:net';
import { formatTraceparent, type Span } from '@contraflow/capture';
import { connectionListed } from './hop-by-hop.js';
import { fateOf } from './request-fields.js';

/** How an upstream is to be addressed. */
export interface Addressing {
  /** Put before every path; without a slash at the end. */
  basePath: string;
  /** Passes the caller's Host on; else, and for callers that have none, the upstream's own is sent. */
  preserveHost: boolean;
  ownHost: string;
  trustForwarded: boolean;
}

export interface IncomingRequest {
  method: string;
  /** Origin-form, or `*`. */
  target: string;
  /** The authority that the caller asked for; empty where HTTP/1.0 names none. */
  host: string;
  rawHeaders: readonly string[];
  scheme: 'http' | 'https';
  /** Of the connection. */
  peerAddress: string;
  httpVersion: string;
  span: Span;
}

/** How the body follows the head. */
export type BodyFraming = { kind: 'none' } | { kind: 'length'; value: string } | { kind: 'chunked' };

/**
 * The head of the request to the upstream, as latin1 text: the caller's fields in their order without those of the
 * caller's connection, and behind them our own.
 * @param upgrade the protocol to switch to, when the caller wants that
 */
export function requestHead(request: IncomingRequest, framing: BodyFraming, to: Addressing, upgrade?: string): string {
  const { rawHeaders: raw } = request;
  const { trustForwarded } = to;
  const listed = connectionListed(raw);
  const host = to.preserveHost && request.host !== '' ? request.host : to.ownHost;
  let head = `${request.method} ${request.target === '*' ? '*' : to.basePath + request.target} HTTP/1.1\r\nHost: ${host}\r\n`;
  let via = '';
  let forwarded = '';
  let forwardedFor = '';
  let trailers = false;
  let namesHost = request.host === '';
  let namesProto = false;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const fate = fateOf(name);
    if (fate === 'drop') continue;
    if (fate === 'te') {
      if (/(?:^|,)\s*trailers\s*(?:$|,)/i.test(value)) trailers = true;
      continue;
    }
    if (listed?.has(name.toLowerCase())) continue;
    if (fate === 'via') via += `${value}, `;
    else if (fate === 'pass') head += `${name}: ${value}\r\n`;
    // The vendor list of a trace that we begin ourselves belongs to another one.
    else if (fate === 'tracestate') head += request.span.parentSpanId === null ? '' : `${name}: ${value}\r\n`;
    else if (!trustForwarded) continue;
    else if (fate === 'forwarded') forwarded += `${value}, `;
    else if (fate === 'x-forwarded-for') forwardedFor += `${value}, `;
    else {
      head += `${name}: ${value}\r\n`;
      if (fate === 'x-forwarded-host') namesHost = true;
      else if (fate === 'x-forwarded-proto') namesProto = true;
    }
  }
  if (framing.kind === 'length') head += `Content-Length: ${framing.value}\r\n`;
  else if (framing.kind === 'chunked') head += 'Transfer-Encoding: chunked\r\n';
  if (trailers) head += 'TE: trailers\r\n';
  if (upgrade !== undefined) head += `Connection: ${trailers ? 'TE, ' : ''}upgrade\r\nUpgrade: ${upgrade}\r\n`;
  else if (trailers) head += 'Connection: TE\r\n';
  if (!namesHost) head += `X-Forwarded-Host: ${request.host}\r\n`;
  if (!namesProto) head += `X-Forwarded-Proto: ${request.scheme}\r\n`;
  return `${head}X-Forwarded-For: ${forwardedFor}${request.peerAddress}\r\nForwarded: ${forwarded}${forwardedElement(request)}\r\nVia: ${via}${request.httpVersion} contraflow\r\ntraceparent: ${formatTraceparent(request.span)}\r\n\r\n`;
}

/** RFC 7239: IPv6 and anything with a colon in quotes. */
function forwardedElement({ peerAddress, host, scheme }: IncomingRequest): string {
  const node = isIPv6(peerAddress) ? `"[${peerAddress}]"` : peerAddress || 'unknown';
  return host === '' ? `for=${node};proto=${scheme}` : `for=${node};host="${host}";proto=${scheme}`;
}
