import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { parseAuthority, toHttpExchange, type EntrySink, type ObservedExchange, type RecordingRules } from '@contraflow/capture';
import type { AddressBound } from './address-bound.js';
import type { CallerWatch } from './caller-watch.js';
import type { ErrorType } from './errors.js';
import type { Fault } from './http/request-fault.js';
import type { Addressing } from './http/request-head.js';
import type { UploadGate } from './upload-gate.js';
import type { UpstreamPool } from './upstream/pool.js';
import type { Target } from './upstream/target.js';

/** One service behind the gateway, with all that an exchange with it needs. */
export interface Service {
  name: string;
  target: Target;
  pool: UpstreamPool;
  addressing: Addressing;
  rules: RecordingRules;
  sink: EntrySink;
  /** Milliseconds without a byte that an exchange may take, by its target; 0: no time-out. */
  timeoutOf(target: string): number;
  callers: CallerWatch;
  uploads: UploadGate;
  /** Lowest bytes a second of a body; 0: none. */
  bodyRate: number;
  addresses: AddressBound;
  /** Connections beyond those that one address may have: what is asked on them is refused. */
  overBound: Set<Socket>;
  /** Told of what should not happen in the handling of an exchange. */
  onUnexpected(error: unknown): void;
  /** What the server found wrong with a caller's bytes, by its socket. */
  faults: WeakMap<Socket, ErrorType>;
}

/** Hands what was seen of an exchange to capture. Never throws, whatever becomes of it. */
export function record(service: Service, seen: ObservedExchange): void {
  try {
    const exchange = toHttpExchange(seen, service.rules);
    if (exchange instanceof Promise) void exchange.then((whole) => service.sink.append(whole)).catch((error: unknown) => service.onUnexpected(error));
    else service.sink.append(exchange);
  } catch (error) {
    service.onUnexpected(error);
  }
}

/** Who called and what for, as far as it stands in the head. */
export interface Caller {
  /** Origin-form, or `*`. */
  target: string;
  /** As in the Host header, or in the absolute form of the target, which overrules it (RFC 9112, 3.2.2); empty where there is neither. */
  host: string;
  scheme: 'http' | 'https';
  authority: { host: string; port: number };
  /** Of the connection. */
  peerAddress: string;
  /** Of the first caller, where those in between are trusted. */
  clientAddress: string;
  /** Why the target is none that can be asked for; null when it can. */
  fault: Fault | null;
}

/** What is read of a request's head here. */
type Head = Pick<IncomingMessage, 'socket' | 'url' | 'headers'>;

export function callerOf(request: Head, service: Service): Caller {
  const socket = request.socket as TLSSocket;
  const scheme = socket.encrypted ? 'https' : 'http';
  let target = request.url ?? '/';
  let host = request.headers.host ?? '';
  let fault: Fault | null = null;
  if (!target.startsWith('/') && target !== '*') {
    const absolute = /^https?:\/\/([^/?#]+)(.*)$/i.exec(target);
    if (absolute) {
      host = absolute[1] as string;
      const rest = absolute[2] as string;
      target = rest.startsWith('/') ? rest : `/${rest}`;
    } else fault = { type: 'client_malformed', reason: 'Its target is neither a path nor an http or https URL' };
  }
  const remote = socket.remoteAddress ?? '';
  const peerAddress = remote.startsWith('::ffff:') ? remote.slice(7) : remote;
  const clientAddress = (service.addressing.trustForwarded && forwardedFor(request)) || peerAddress;
  return { target, host, scheme, authority: parseAuthority(host, scheme, service.target), peerAddress, clientAddress, fault };
}

/** The first address that Forwarded or X-Forwarded-For names. */
function forwardedFor(request: Head): string | null {
  const { forwarded } = request.headers;
  const element = forwarded === undefined ? null : /(?:^|[;,\s])for="?(\[[0-9a-f:.]+\]|[^\s;,":]+)/i.exec(forwarded);
  if (element) return (element[1] as string).replace(/^\[|\]$/g, '');
  const list = request.headers['x-forwarded-for'];
  const first = (Array.isArray(list) ? list[0] : list)?.split(',', 1)[0]?.trim();
  return first || null;
}
