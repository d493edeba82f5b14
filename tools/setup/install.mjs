import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { progress } from './terminal.mjs';

// Plain JavaScript that needs no package and runs on Node 20: it runs before anything is installed.

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.contraflow-install');

/** Installs from the lockfile unless node_modules holds exactly what it says. */
export async function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const { packages } = JSON.parse(lock.toString());
  const record = join(modules, '.package-lock.json');
  // npm writes its record last, so a half-finished installation has none.
  const there = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  if (!agrees(packages, there)) await install(packages);
  writeFileSync(stamp, wanted);
}

/**
 * Whether npm's record of what is installed agrees with the lockfile. What is optional may be missing: it is for
 * other platforms.
 * @param {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} packages of the lockfile
 * @param {Record<string, { version?: string }>} there of npm's record
 */
export function agrees(packages, there) {
  return Object.entries(packages).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = there[path];
    return found ? found.version === entry.version : entry.optional === true || entry.peer === true;
  });
}

async function install(packages) {
  rmSync(stamp, { force: true });
  const wanted = new Set(Object.keys(packages).filter((path) => path.startsWith('node_modules/')).map((path) => path.split('/')[1])).size;
  const shown = progress('installing packages');
  const timer = setInterval(() => {
    if (existsSync(modules)) shown.update(`${Math.min(readdirSync(modules).length, wanted)} of ${wanted} folders`);
  }, 500);
  const code = await runNpm(['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']);
  clearInterval(timer);
  if (code !== 0) {
    shown.end('failed');
    throw new Error(
      `npm ci ended with code ${code}; what it said is above. ` +
        'Check that the package registry can be reached and that the disk has 2 GB free, then run the same command again.',
    );
  }
  shown.end(`${wanted} folders`);
}

function runNpm(args) {
  // npm ci removes node_modules, so it must not run on the Node that lies there.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules')).join(delimiter);
  const env = { ...process.env, PATH: path, NODE_ENV: '' };
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
}
