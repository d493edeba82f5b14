import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { build } from '../build/build.ts';
import { repositoryRoot } from '../paths.ts';

declare global {
  var contraflowTestServers: ChildProcess | undefined;
}

/**
 * Jest's global set-up of the projects with real servers: builds, before any worker starts what is built, and starts
 * the process that starts the servers on demand.
 */
export default async function startServers(): Promise<void> {
  await build();
  const program = join(repositoryRoot, 'tools/test-servers/main.ts');
  const child = spawn(process.execPath, [program, '--for-jest'], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  globalThis.contraflowTestServers = child;
  const lines = createInterface({ input: child.stdout });
  const [port] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [''])])) as string[];
  if (!port) throw new Error('The process for the test servers ended before it was ready.');
  process.env.CONTRAFLOW_TEST_SERVERS_PORT = port;
}
