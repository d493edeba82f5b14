import { ServerResponse } from 'node:http';
import type { Fault } from './http/request-fault.js';

/** A response that knows the exchange it belongs to. */
export class GatewayResponse extends ServerResponse {
  forwarding: { onClientFault(fault: Fault): void } | null = null;
}
