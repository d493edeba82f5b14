import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureEntry, type HttpExchange } from '@contraflow/contract';
import { toCaptureEntry, type EntrySink } from '@contraflow/capture';
import { untilPassed } from '../../../../tools/testing/eventually.ts';
import { loadConfig } from '../../src/config.js';
import { startGateway, type Gateway } from '../../src/gateway.js';

/** A gateway in front of one upstream, and what it recorded. */
export interface Rig {
  gateway: Gateway;
  port: number;
  url: string;
  recorded: HttpExchange[];
  /** The one exchange, once it is recorded. */
  one(): Promise<HttpExchange>;
  close(): Promise<void>;
}

/** Starts a gateway before `upstreamUrl`; what it appends to its spool is kept for the test as well. */
export async function startRig(upstreamUrl: string, env: Record<string, string> = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const config = loadConfig({ GATEWAY_UPSTREAMS: `shop=0>${upstreamUrl}`, SPOOL_DIR: folder, CAPTURE_URL: 'http://127.0.0.1:9', GATEWAY_STOP_SECONDS: '0', ...env });
  const recorded: HttpExchange[] = [];
  const gateway = await startGateway(config, { info: () => undefined, warn: () => undefined, error: () => undefined });
  const sink: EntrySink = gateway.capture;
  const append = sink.append.bind(sink);
  sink.append = (entry) => {
    const parsed = CaptureEntry.parse(toCaptureEntry(entry));
    if (parsed.kind === 'http') recorded.push(parsed);
    return append(entry);
  };
  const port = gateway.ports.shop as number;
  return {
    gateway,
    port,
    url: `http://127.0.0.1:${port}`,
    recorded,
    async one() {
      await untilPassed(() => expect(recorded).toHaveLength(1));
      return recorded[0] as HttpExchange;
    },
    async close() {
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface StartedServer {
  server: Server;
  port: number;
  url: string;
  close(): Promise<void>;
}

/** A real HTTP server on a free port. */
export async function startServer(listener: RequestListener, options: ServerOptions = {}): Promise<StartedServer> {
  const server = createServer(options, listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A connection that speaks HTTP by hand. */
export interface RawClient {
  socket: Socket;
  send(text: string | Buffer): void;
  /** All that came so far, latin1. */
  received(): string;
  /** Resolves with all that came, once `pattern` is in it. */
  until(pattern: RegExp | string): Promise<string>;
  ended: Promise<void>;
}

export function rawClient(port: number): RawClient {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  return {
    socket,
    send: (data) => void socket.write(data),
    received: () => text,
    async until(pattern) {
      await untilPassed(() => (typeof pattern === 'string' ? expect(text).toContain(pattern) : expect(text).toMatch(pattern)));
      return text;
    },
    ended: new Promise((done) => socket.once('close', () => done())),
  };
}
