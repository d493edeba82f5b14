import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, untilReady } from '../../process/daemon.ts';
import { freePort } from '../../process/ports.ts';
import { pinned, startGateway, untilListens } from '../kit/servers.ts';
import type { Workspace } from '../kit/workspace.ts';
import { proxyConfig, upstreamConfig } from './nginx.ts';
import type { References } from './references.ts';

/** Room for all that a measurement can bring. */
export const SPOOL_BYTES = 4 * 1024 ** 3;

/** The cores that each part may use: the proxies have one of their own. */
export interface Cores {
  load: number | undefined;
  proxy: number | undefined;
}

/** Addresses of the upstream, of what takes the gateway's entries, and of every proxy. */
export interface Proxies {
  upstream: string;
  sink: string;
  ours: string;
  nginx: string;
  httpProxy: string;
  mitmdump: string;
}

/** Starts them all; those that are not being measured are idle. */
export async function startProxies(workspace: Workspace, references: References, cores: Cores): Promise<Proxies> {
  const folder = join(workspace.folder, 'gateway');
  mkdirSync(folder);
  const start = async (name: string, core: number | undefined, command: (port: number) => string[]) => {
    const port = await freePort();
    const [program, ...args] = pinned(core, command(port)) as [string, ...string[]];
    const daemon = await startDaemon({ name, command: program, args, cwd: folder });
    workspace.onClose(() => daemon.stop());
    await untilReady(daemon, untilListens(port), 30_000);
    return port;
  };
  const script = (name: string) => join(import.meta.dirname, name);
  const nginx = (config: string) => [references.nginx, '-p', folder, '-c', config];
  const upstream = await start('the upstream', cores.load, (port) => nginx(upstreamConfig(folder, port)));
  const sink = await start('the sink', cores.load, (port) => [process.execPath, script('sink.ts'), String(port)]);
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const [proxy, bare, mitm] = [
    await start('nginx', cores.proxy, (port) => nginx(proxyConfig(folder, port, upstream))),
    await start('http-proxy', cores.proxy, (port) => [process.execPath, script('bare-proxy.ts'), references.httpProxy, String(port), url(upstream)]),
    await start('mitmdump', cores.proxy, (port) => mitmdump(references.mitmdump, port, url(upstream), join(folder, 'mitmproxy'))),
  ];
  const ours = await startGateway(workspace, {
    upstream: url(upstream),
    spoolDir: join(folder, 'spool'),
    captureUrl: url(sink),
    captureKey: 'bench',
    core: cores.proxy,
    // The sink has to share a core with what drives the load: what it takes late has to have room, for an exchange that is dropped is cheaper.
    env: { SPOOL_MAX_BYTES: String(SPOOL_BYTES) },
  });
  return { upstream: url(upstream), sink: url(sink), ours: ours.url, nginx: url(proxy), httpProxy: url(bare), mitmdump: url(mitm) };
}

/** As a reverse proxy that writes nothing down: the fastest that it can be. */
function mitmdump(python: string, port: number, upstream: string, confdir: string): string[] {
  const settings = ['flow_detail=0', 'termlog_verbosity=error', `confdir=${confdir}`, 'connection_strategy=lazy'].flatMap((setting) => ['--set', setting]);
  return [python, '-c', 'from mitmproxy.tools.main import mitmdump; mitmdump()', '--mode', `reverse:${upstream}`, '--listen-host', '127.0.0.1', '--listen-port', String(port), ...settings];
}
