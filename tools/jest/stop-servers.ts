import { once } from 'node:events';

/** Jest's global tear-down: closes the pipe that keeps the test servers, and waits until they are gone. */
export default async function stopServers(): Promise<void> {
  const child = globalThis.contraflowTestServers;
  if (!child || child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  await gone;
}
