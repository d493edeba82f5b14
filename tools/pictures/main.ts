import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../browser/launch.ts';
import { repositoryRoot } from '../paths.ts';
import { startDaemon, untilReady } from '../process/daemon.ts';
import { freePorts } from '../process/ports.ts';
import { takePictures } from './take.ts';

// npm run pictures [-- --minutes N] [--all FOLDER]: starts the product with its sample shop, lets it run, and takes the
// README's pictures from it into docs/pictures; with --all every page, both schemes, wide and on a phone, into FOLDER.

const README = new Set(['live-dark', 'live-light', 'live-dark-390', 'contrast-dark', 'flow-dark', 'log-dark']);

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '4' }, all: { type: 'string' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 60)) throw new Error('--minutes has to be more than 0 and at most 60');

const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => reject(new Error(`${signal} received`)));
});
interrupted.catch(() => undefined);

const [server, gateway, shop, postgres, kafka, controller] = (await freePorts(6)) as [number, number, number, number, number, number];
const folder = mkdtempSync(join(tmpdir(), 'contraflow-pictures-'));
const password = randomBytes(18).toString('base64url');
const url = `http://localhost:${server}`;
let announce: () => void;
const ready = new Promise<void>((resolve) => (announce = resolve));
const product = await startDaemon({
  name: 'Contraflow',
  command: process.execPath,
  args: [join(repositoryRoot, 'tools/start.mjs')],
  cwd: repositoryRoot,
  stopWithinMs: 60_000,
  env: {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CONTRAFLOW_DATA_DIR: folder,
    ADMIN_PASSWORD: password,
    SERVER_PORT: String(server),
    GATEWAY_UPSTREAMS: `shop=${gateway}>http://127.0.0.1:${shop}`,
    SHOP_PORT: String(shop),
    POSTGRES_PORT: String(postgres),
    KAFKA_PORT: String(kafka),
    KAFKA_CONTROLLER_PORT: String(controller),
  },
  onLine: (line) => {
    console.error(line);
    if (line.startsWith('Contraflow runs')) announce();
  },
});
try {
  await Promise.race([runAndTake(), interrupted]);
} finally {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function runAndTake(): Promise<void> {
  await untilReady(product, ready, 300_000);
  console.error(`Traffic for ${minutes} min, so that there is something to see …`);
  await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
  const target = resolve(repositoryRoot, values.all ?? 'docs/pictures');
  mkdirSync(target, { recursive: true });
  const browser = await launchBrowser();
  try {
    await takePictures({ browser, url, password, target, ...(values.all === undefined && { wanted: README }) });
  } finally {
    await browser.close();
  }
}
