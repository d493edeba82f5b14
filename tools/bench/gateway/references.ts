import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../../paths.ts';
import { run } from '../../process/run.ts';

const HTTP_PROXY = 'http-proxy@1.18.1';
const MITMPROXY = 'mitmproxy==11.0.2';

/** Where the programs are that a gateway is measured with. */
export interface References {
  nginx: string;
  wrk: string;
  /** Folder of the package. */
  httpProxy: string;
  mitmdump: string;
}

/**
 * Finds or installs them: nginx and wrk as packages of the system, the others into the folder of what can be had again.
 * @throws Error with the command to run where this process may not
 */
export async function ensureReferences(say: (line: string) => void): Promise<References> {
  const missing = ['nginx', 'wrk'].filter((name) => !find(name));
  if (missing.length > 0) await installPackages(missing, say);
  return { nginx: found('nginx'), wrk: found('wrk'), httpProxy: await installHttpProxy(say), mitmdump: await installMitmproxy(say) };
}

async function installPackages(names: string[], say: (line: string) => void): Promise<void> {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (userInfo().uid !== 0 || !find('apt-get')) throw new Error(`The gateway is measured against nginx, with wrk. Install what is missing (on Debian: sudo ${command}) and run this again.`);
  say(`installing ${names.join(' and ')}`);
  // In run level 1 a package's service is not started.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const [program, ...args] = command.split(' ') as [string, ...string[]];
  if ((await run(program, args, { env })).code === 0) return;
  await run(program, ['update'], { env });
  await must(program, args, env);
}

async function installHttpProxy(say: (line: string) => void): Promise<string> {
  return cached('http-proxy', say, (fresh) => must('npm', ['install', '--prefix', fresh, '--no-audit', '--no-fund', '--no-save', HTTP_PROXY])).then((folder) => join(folder, 'node_modules/http-proxy'));
}

async function installMitmproxy(say: (line: string) => void): Promise<string> {
  const folder = await cached('mitmproxy', say, async (fresh) => {
    await must('python3', ['-m', 'venv', fresh]);
    await must(join(fresh, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MITMPROXY]);
  });
  return join(folder, 'bin/python');
}

/** Made beside its final place and moved there whole, so that a half-finished installation is never used. */
async function cached(name: string, say: (line: string) => void, install: (fresh: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, 'bench', name);
  if (existsSync(folder)) return folder;
  say(`installing ${name}`);
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await install(fresh);
  renameSync(fresh, folder);
  return folder;
}

async function must(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { code, text } = await run(command, args, { env });
  if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" failed; the end of what it said:\n${text.trim().split('\n').slice(-15).join('\n')}`);
}

function found(name: string): string {
  const path = find(name);
  if (!path) throw new Error(`${name} is not there although it was installed`);
  return path;
}

function find(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
