import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '@contraflow/contract';
import type { Config } from './config.js';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  // Mantine writes its variables into style elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Whatever may be kept says so itself.
  'cache-control': 'no-store',
};

const YEAR = 'max-age=31536000';

/**
 * The headers of an answer that nobody else gives.
 * @param overTls whether browsers reach us over TLS
 */
export function securityHeaders(overTls: boolean): Record<string, string> {
  return overTls ? { ...HEADERS, 'strict-transport-security': YEAR } : HEADERS;
}

/** Headers of every answer, whoever gives it: they stand on it before Fastify sees the request. */
export function addSecurityHeaders(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  const headers = Object.entries(securityHeaders(isOverTls(config)));
  fastify.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value);
  });
  fastify.addHook('onRequest', async (request, reply) => {
    // Fastify reads it from X-Forwarded-Proto where TRUST_PROXY says so.
    if (request.protocol === 'https') void reply.header('strict-transport-security', YEAR);
    const mistake = mistakeOfHost(request.raw);
    if (!mistake && !isOurs(request.host, request.url, config)) return sendProblem(reply, { type: 'about:blank', title: 'Another address', status: 421, detail: `This is not the address of the dashboard: open ${new URL(config.publicUrl).origin} (PUBLIC_URL).` });
    if (mistake) return sendProblem(reply, { type: 'about:blank', title: 'The request is not valid', status: 400, detail: mistake });
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode >= 400) void reply.header('cache-control', 'no-store');
  });
}

/** Asked by probes, scrapers and senders at whatever address they know us by; no page of a browser is served there. */
const BY_ANY_NAME = /^\/(health\/|metrics(\?|$)|api\/capture\/)/;

/**
 * Whether a request names us as PUBLIC_URL does, where that is set: no foreign name can then be pointed at us (DNS rebinding).
 * @param host what the request names, or the proxy in front where it is trusted
 */
export function isOurs(host: string, url: string, { publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  return publicUrl === '' || BY_ANY_NAME.test(url) || host.toLowerCase() === new URL(publicUrl).host;
}

export const isOverTls = ({ publicUrl }: Pick<Config, 'publicUrl'>): boolean => publicUrl.startsWith('https:');

/** RFC 9112 3.2: one Host, which is an authority. */
export function mistakeOfHost({ rawHeaders, headers: { host } }: Pick<IncomingMessage, 'rawHeaders' | 'headers'>): string | null {
  const count = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  if (count > 1) return `It has ${count} Host headers: send one.`;
  if (host !== undefined && !/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return 'Its Host header is not a host, with or without a port.';
  return null;
}

/** What Fastify itself refuses: an address that cannot be read, or is too long. */
export function refuseAddress(error: { statusCode?: number | undefined }, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400;
  void sendProblem(reply, { type: 'about:blank', title: 'The request is not valid', status, detail: status === 414 ? 'A part of its address is too long.' : 'Its address cannot be read.' });
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(JSON.stringify(problem));
}
