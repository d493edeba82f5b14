/** What can go wrong between caller and upstream. The word is the exchange's `errorType`; `status` is what the caller gets, 0 for nothing. */
export const ERRORS = {
  upstream_refused: { status: 502, title: 'The service does not accept connections', detail: 'It may be stopped or just starting. Try again in a moment.' },
  upstream_unreachable: { status: 502, title: 'The service cannot be reached', detail: 'The gateway found no way to it. Whoever runs the gateway should look at its address and its network.' },
  upstream_tls: { status: 502, title: 'The service cannot be trusted', detail: 'Its TLS certificate was not accepted. Whoever runs the service should look at the certificate.' },
  upstream_reset: { status: 502, title: 'The service broke off', detail: 'It closed the connection before its answer was complete. Whether it did what was asked is not known.' },
  upstream_invalid_response: { status: 502, title: 'The service answered with something that is not HTTP', detail: 'Its answer could not be passed on. Whether it did what was asked is not known.' },
  upstream_timeout: { status: 504, title: 'The service took too long', detail: 'The gateway waited and gave up. Whether the service did, or will do, what was asked is not known.' },
  gateway_busy: { status: 503, title: 'Too many requests at once', detail: 'All connections to the service are in use and the queue is full. Try again in a moment.' },
  client_too_many_connections: { status: 429, title: 'Too many connections at once', detail: 'Too many are open from this address. Close some, and try again in a moment.' },
  gateway_stopping: { status: 503, title: 'The gateway is being stopped', detail: 'Try again in a moment.' },
  client_timeout: { status: 408, title: 'The request took too long to arrive', detail: 'No more of its body came. Send it again.' },
  client_malformed: { status: 400, title: 'The request is not valid HTTP', detail: 'It could not be read. Nothing was passed on to the service, or only the beginning.' },
  client_head_too_large: { status: 431, title: 'The header fields are too large', detail: 'Target and header fields may have 64 KB together. Nothing was passed on to the service.' },
  client_closed: { status: 0, title: 'The caller went away', detail: 'It closed the connection before the answer was complete.' },
  unsupported_method: { status: 501, title: 'The method is not supported', detail: 'The gateway passes on the methods that Node.js knows, and opens no tunnels (CONNECT). Nothing was passed on to the service.' },
  unsupported_transfer_coding: { status: 501, title: 'The transfer coding is not supported', detail: 'Only chunked is understood.' },
} as const;

export type ErrorType = keyof typeof ERRORS;

/** Something went wrong on the upstream's side. */
export class UpstreamError extends Error {
  constructor(
    readonly type: ErrorType,
    message: string,
    /** What the caller may be told of it: nothing of addresses. */
    readonly reason: string | null = null,
  ) {
    super(message);
    this.name = 'UpstreamError';
  }
}

/**
 * Problem details (RFC 9457) for a caller; tells nothing of addresses.
 * @param reason a sentence without its full stop that stands before the usual detail
 */
export function problemBody(type: ErrorType, service: string, traceId: string | null, reason: string | null = null): Buffer {
  const { status, title, detail } = ERRORS[type];
  return Buffer.from(JSON.stringify({ type: 'about:blank', title, status, detail: reason === null ? detail : `${reason}. ${detail}`, errorType: type, service, ...(traceId ? { traceId } : {}) }));
}
