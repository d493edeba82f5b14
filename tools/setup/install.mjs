import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { userName } from './explain.mjs';
import { whenParentEnds } from './node.mjs';
import { progress } from './terminal.mjs';

// Plain JavaScript that needs no package and runs on Node 20: it runs before anything is installed.

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.contraflow-install');
const NEEDED_BYTES = 2 * 1024 ** 3;
const NPM_ENDS_WITHIN_MS = 3_000;

/** Installs from the lockfile unless node_modules holds exactly what it says. */
export async function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const { packages } = JSON.parse(lock.toString());
  const record = join(modules, '.package-lock.json');
  // npm writes its record last, so a half-finished installation has none.
  const there = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  if (!agrees(packages, there)) {
    checkPlace(root);
    await install(packages);
  }
  try {
    writeFileSync(stamp, wanted);
  } catch {
    // Only saves the next start a look at what is installed; a folder that may not be written needs none.
  }
}

/**
 * What an installation needs of the repository's folder, asked before npm takes its time to fail.
 * @param {string} folder
 * @param {number} freeBytes on its disk
 * @throws one message that says what to do
 */
export function checkPlace(folder, freeBytes = bytesFree(folder)) {
  const elsewhere = 'clone the repository to a folder of your own on another disk';
  if (folder.includes(delimiter)) {
    throw new Error(`The folder ${folder} has a "${delimiter}" in its path, which divides folders where programs are looked for. Rename it, or ${elsewhere}.`);
  }
  try {
    // Not recursively: Node then hides why it cannot be made.
    if (!existsSync(join(folder, 'node_modules'))) mkdirSync(join(folder, 'node_modules'));
    const trial = join(folder, 'node_modules/.contraflow-trial');
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    if (error.code !== 'ENOSPC') {
      throw new Error(`Nothing can be installed in ${folder}: the user ${userName()} may not write there (${error.message}). Make it writable for that user, or ${elsewhere}.`, { cause: error });
    }
    freeBytes = 0;
  }
  if (freeBytes < NEEDED_BYTES) {
    throw new Error(`Only ${Math.floor(freeBytes / 1024 ** 2)} MB are free on the disk of ${folder}, and what has to be installed needs 2 GB. Free some space, or ${elsewhere}.`);
  }
}

function bytesFree(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
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
      `The packages could not be installed (npm ci ended with code ${code}; what it said is above). ` +
        'Check that the package registry can be reached and that the disk has 2 GB free, then run the same command again.',
    );
  }
  shown.end(`${wanted} folders`);
}

function runNpm(args) {
  // npm ci removes node_modules, so it must not run on the Node that lies there.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules')).join(delimiter);
  // npm's own patience, minutes for each of many packages, is no help where there is no network.
  const env = { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '5000', ...process.env, PATH: path, NODE_ENV: '' };
  return new Promise((resolve, reject) => {
    // In a group of its own, so that whatever it starts is ended with it.
    const child = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    const end = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended already.
      }
    };
    const stop = (signal) => {
      end(signal);
      setTimeout(() => end('SIGKILL'), NPM_ENDS_WITHIN_MS).unref();
      child.once('exit', () => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    whenParentEnds(() => stop('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      end('SIGKILL');
      for (const each of signals) process.off(each, stop);
      resolve(signal ?? code);
    });
  });
}
