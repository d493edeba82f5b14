import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from '@contraflow/contract';
import { securityHeaders } from './security-headers.js';

/** What Node's parser says of a request that it gives up. */
const REFUSALS: Record<string, [status: number, detail: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The head of the request is longer than 16 KB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in whole in time.'],
};

/** Answers on a connection whose request could not be read, with the headers of every other answer, and ends it. */
export function refuseRaw(error: NodeJS.ErrnoException, socket: Socket, secure: boolean): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) return void socket.destroy();
  const [status, detail] = REFUSALS[error.code ?? ''] ?? [400, 'The request is not HTTP that can be read.'];
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'The request is not valid', status, detail };
  const body = JSON.stringify(problem);
  const headers = { ...securityHeaders(secure), 'content-type': 'application/problem+json', 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${body}`);
}
