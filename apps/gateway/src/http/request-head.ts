import { isIPv6 } from 'node:net';
import { formatTraceparent, type Span } from '@contraflow/capture';
import { connectionListed, HOP_BY_HOP } from './hop-by-hop.js';

/** How an upstream is to be addressed. */
export interface Addressing {
  /** Put before every path; without a slash at the end. */
  basePath: string;
  /** The upstream's own Host; null passes the caller's on. */
  ownHost: string | null;
  trustForwarded: boolean;
}

export interface IncomingRequest {
  method: string;
  /** Origin-form, or `*`. */
  target: string;
  /** The authority that the caller asked for. */
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

/** Written by us, or only when it still means something. */
const OURS: ReadonlySet<string> = new Set(['host', 'content-length', 'via', 'traceparent', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/**
 * The head of the request to the upstream, as latin1 text: the caller's fields in their order without those of the
 * caller's connection, and behind them our own.
 * @param upgrade the protocol to switch to, when the caller wants that
 */
export function requestHead(request: IncomingRequest, framing: BodyFraming, to: Addressing, upgrade?: string): string {
  const { rawHeaders: raw } = request;
  const listed = connectionListed(raw);
  let head = `${request.method} ${request.target === '*' ? '*' : to.basePath + request.target} HTTP/1.1\r\nHost: ${to.ownHost ?? request.host}\r\n`;
  let via = '';
  let forwarded = '';
  let forwardedFor = '';
  let trailers = false;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower)) {
      if (lower === 'te' && /(?:^|,)\s*trailers\s*(?:$|,)/i.test(value)) trailers = true;
    } else if (OURS.has(lower)) {
      if (lower === 'via') via += `${value}, `;
      else if (!to.trustForwarded) continue;
      else if (lower === 'forwarded') forwarded += `${value}, `;
      else if (lower === 'x-forwarded-for') forwardedFor += `${value}, `;
      else if (lower === 'x-forwarded-host' || lower === 'x-forwarded-proto') head += `${name}: ${value}\r\n`;
    } else if (listed === null || !listed.has(lower)) {
      // The vendor list of a trace that we begin ourselves belongs to another one.
      if (lower !== 'tracestate' || request.span.parentSpanId !== null) head += `${name}: ${value}\r\n`;
    }
  }
  if (framing.kind === 'length') head += `Content-Length: ${framing.value}\r\n`;
  else if (framing.kind === 'chunked') head += 'Transfer-Encoding: chunked\r\n';
  if (trailers) head += 'TE: trailers\r\n';
  if (upgrade !== undefined) head += `Connection: ${trailers ? 'TE, ' : ''}upgrade\r\nUpgrade: ${upgrade}\r\n`;
  else if (trailers) head += 'Connection: TE\r\n';
  if (!(to.trustForwarded && /\r\nx-forwarded-host:/i.test(head))) head += `X-Forwarded-Host: ${request.host}\r\n`;
  if (!(to.trustForwarded && /\r\nx-forwarded-proto:/i.test(head))) head += `X-Forwarded-Proto: ${request.scheme}\r\n`;
  return `${head}X-Forwarded-For: ${forwardedFor}${request.peerAddress}\r\nForwarded: ${forwarded}${forwardedElement(request)}\r\nVia: ${via}${request.httpVersion} contraflow\r\ntraceparent: ${formatTraceparent(request.span)}\r\n\r\n`;
}

/** RFC 7239: IPv6 and anything with a colon in quotes. */
function forwardedElement({ peerAddress, host, scheme }: IncomingRequest): string {
  const node = isIPv6(peerAddress) ? `"[${peerAddress}]"` : peerAddress || 'unknown';
  return `for=${node};host="${host.replace(/["\\]/g, '')}";proto=${scheme}`;
}
