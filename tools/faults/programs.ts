import { join } from 'node:path';
import pg from 'pg';
import type { RunningPostgres } from '../embedded/postgres.ts';
import { repositoryRoot } from '../paths.ts';
import { startDaemon, untilReady, type Daemon } from '../process/daemon.ts';
import { sleep } from './patience.ts';

export const ADMIN_PASSWORD = 'only for this run of faults';
const ROLE_PASSWORD = 'only for this run';

/** A database with a role that owns it and nothing else, as an administrator would give it. @returns its connection string */
export async function makeDatabase(postgres: RunningPostgres, role: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${ROLE_PASSWORD}'`);
    await client.query(`CREATE DATABASE ${role} OWNER ${role}`);
  } finally {
    await client.end();
  }
  const url = new URL(postgres.urlOf(role));
  url.username = role;
  url.password = ROLE_PASSWORD;
  return url.href;
}

/** Starts a built program of ours in a group of its own; ready when `url` answers anything. */
export async function startProgram(name: 'server' | 'gateway', env: Record<string, string>, url: string): Promise<Daemon> {
  const daemon = await startDaemon({
    name,
    command: process.execPath,
    // The inspector stays shut until SIGUSR1, then takes a free port.
    args: ['--inspect-port=127.0.0.1:0', join(repositoryRoot, 'apps', name, 'dist/main.js')],
    cwd: repositoryRoot,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    stopWithinMs: 20_000,
  });
  await untilReady(daemon, untilAnswers(url), 90_000);
  return daemon;
}

async function untilAnswers(url: string): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      return;
    } catch {
      await sleep(50);
    }
  }
}
