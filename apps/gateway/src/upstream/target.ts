import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { UpstreamError, type ErrorType } from '../errors.js';

/** Where an upstream is. */
export interface Target {
  secure: boolean;
  host: string;
  port: number;
  /** For a Host header: with the port unless it is the usual one. */
  authority: string;
  basePath: string;
}

export function targetOf(url: URL): Target {
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authority: url.host,
    basePath: url.pathname.replace(/\/+$/, ''),
  };
}

/** Opens a connection; `onReady` once bytes can be sent. What comes goes to `onread`, not through the socket as a stream. */
export function openSocket(target: Target, onread: OnReadOpts, onReady: () => void): Socket {
  const { host, port } = target;
  // The types of tls know nothing of `onread`, its documentation does.
  const tcp = { host, port, onread };
  const socket = target.secure
    ? connectTls({ ...tcp, servername: /^[\d.]+$|:/.test(host) ? '' : host, ALPNProtocols: ['http/1.1'] }, onReady)
    : connectTcp(tcp, onReady);
  socket.setNoDelay(true);
  return socket;
}

/** What an error of a socket means. */
export function socketError(error: NodeJS.ErrnoException): UpstreamError {
  return new UpstreamError(typeOf(error), `${error.code ?? error.name}: ${error.message}`);
}

function typeOf(error: NodeJS.ErrnoException): ErrorType {
  const code = error.code ?? (error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined)?.code : undefined) ?? '';
  if (code === 'ECONNREFUSED') return 'upstream_refused';
  if (code === 'ETIMEDOUT') return 'upstream_timeout';
  if (/^(ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EMFILE|ENFILE|EACCES|EPERM)$/.test(code)) return 'upstream_unreachable';
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME|EPROTO/.test(code)) return 'upstream_tls';
  return 'upstream_reset';
}
