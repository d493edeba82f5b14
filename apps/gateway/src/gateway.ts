import type { AddressInfo } from 'node:net';
import { capture, recordingRules, type Capture, type CaptureLog } from '@contraflow/capture';
import { AddressBound } from './address-bound.js';
import type { Config, Upstream } from './config.js';
import { CallerWatch } from './caller-watch.js';
import { createListener } from './listener.js';
import type { Service } from './service.js';
import { timeoutOf } from './timeouts.js';
import { Tunnels } from './tunnels.js';
import { UploadGate } from './upload-gate.js';
import { UpstreamPool } from './upstream/pool.js';
import { targetOf } from './upstream/target.js';

/** Said when a service has more routes than are told apart. */
const MANY_ROUTES = 'This service has more routes than are told apart: those not used for longest give way, and new ones may be recorded as /{other}. Name the ones that matter in GATEWAY_ROUTES, such as /orders/{id}';

/** A running gateway. */
export interface Gateway {
  /** The port of each service, by its name. */
  ports: Record<string, number>;
  capture: Capture;
  /** Takes no more requests, lets those under way end for a bounded time, ships what it has for as long, and closes the spool. */
  close(): Promise<void>;
}

/** A port could not be listened on. */
export class PortError extends Error {}

/**
 * Opens the spool and listens on the port of every upstream.
 * @throws PortError naming the upstream and what to do
 */
export async function startGateway(config: Config, log: CaptureLog): Promise<Gateway> {
  const entries = await capture({ name: 'gateway', url: config.captureUrl, apiKey: config.captureApiKey, spoolDir: config.spoolDir, spoolMaxBytes: config.spoolMaxBytes, log });
  const rules = recordingRules({
    redact: { headers: config.redactHeaders, query: config.redactQuery, fields: config.redactFields, paths: config.redactPaths },
    bodies: { prefixBytes: config.bodyPrefixBytes, ...(config.bodyContentTypes.length > 0 ? { contentTypes: config.bodyContentTypes } : {}) },
    routes: { templates: config.routes, onBound: (service, routes) => {
      entries.noteManyRoutes?.(service);
      log.warn({ upstream: service, routes }, MANY_ROUTES);
    } },
  });
  const tunnels = new Tunnels(config.tunnels, config.tunnelIdleSeconds * 1_000);
  const services = config.upstreams.map((upstream) => serviceOf(upstream, config, rules, entries, log));
  const servers = services.map((service) => createListener(service, tunnels));
  const stop = async (withinMs: number) => {
    const drained = Promise.all(servers.map((server) => new Promise((done) => (server.listening ? server.close(done) : done(null)))));
    // Node ends idle connections when it closes; one that becomes idle later has to be looked for.
    const look = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), 50);
    const timer = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), withinMs);
    tunnels.close();
    await drained;
    clearInterval(look);
    clearTimeout(timer);
    services.forEach(({ pool, callers }) => {
      pool.close();
      callers.close();
    });
    await entries.close(withinMs);
  };
  const ports: Record<string, number> = {};
  try {
    for (const [index, upstream] of config.upstreams.entries()) {
      const server = servers[index] as (typeof servers)[number];
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(new PortError(explain(error, upstream, config.host))));
        server.listen(upstream.port, config.host, resolve);
      });
      ports[upstream.name] = (server.address() as AddressInfo).port;
      log.info({ upstream: upstream.name, url: upstream.url.origin, host: config.host, port: ports[upstream.name] }, 'Listening');
    }
  } catch (error) {
    await stop(0);
    throw error;
  }
  return { ports, capture: entries, close: () => stop(config.stopSeconds * 1_000) };
}

function serviceOf(upstream: Upstream, config: Config, rules: Service['rules'], sink: Capture, log: CaptureLog): Service {
  const target = targetOf(upstream.url);
  const patience = timeoutOf(upstream.name, config.timeouts);
  const pool = new UpstreamPool(target, { connections: config.connections, timeoutMs: patience('/') });
  const uploads = new UploadGate(Math.ceil(config.connections / 2), 4 * config.connections);
  let complained = 0;
  return {
    name: upstream.name,
    target,
    pool,
    timeoutOf: patience,
    callers: new CallerWatch(() => pool.waiting + uploads.waiting),
    uploads,
    bodyRate: config.bodyRate,
    addresses: new AddressBound(config.perAddress),
    overBound: new Set(),
    addressing: { basePath: target.basePath, preserveHost: config.preserveHost, ownHost: target.authority, trustForwarded: config.trustForwarded },
    rules,
    sink,
    faults: new WeakMap(),
    onUnexpected(error) {
      // One line a minute says as much as a thousand a second.
      if (Date.now() - complained < 60_000) return;
      complained = Date.now();
      log.error({ err: error, upstream: upstream.name }, 'An exchange could not be handled or recorded');
    },
  };
}

function explain(error: NodeJS.ErrnoException, { name, port }: Upstream, host: string): string {
  const where = `GATEWAY_UPSTREAMS gives port ${port} to ${name}`;
  if (error.code === 'EADDRINUSE') return `${where}, but another program uses it: stop that one, or give ${name} another port in GATEWAY_UPSTREAMS.`;
  if (error.code === 'EACCES') return `${where}, but this user may not use it: give ${name} a port above 1023 in GATEWAY_UPSTREAMS.`;
  if (error.code === 'EADDRNOTAVAIL') return `${host} is not an address of this machine: set HOST to one that is.`;
  return `${where}, but listening on it failed: ${error.message}`;
}
