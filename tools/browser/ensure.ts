import { userInfo } from 'node:os';
import { ProgramMissing, run } from '../process/run.ts';
import { progress } from '../setup/terminal.mjs';
import { findBrowser } from './find.ts';

const COMMAND = 'apt-get install -y chromium';

/**
 * Finds a browser, installing the system's package where this process may.
 * @throws with the one command to run where it may not
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  if (userInfo().uid === 0) {
    const step = progress('installing Chromium');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const succeeds = async (args: string[]) => {
      try {
        return (await run('apt-get', args, { env })).code === 0;
      } catch (error) {
        if (error instanceof ProgramMissing) return false;
        throw error;
      }
    };
    const install = ['install', '-y', '--no-install-recommends', 'chromium'];
    // The list of packages may be missing or old.
    const done = (await succeeds(install)) || ((await succeeds(['update'])) && (await succeeds(install)));
    step.end(done ? 'done' : 'failed');
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    `The browser tests need Chrome or Chromium. Install it (on Debian: sudo ${COMMAND}), ` +
      'or set BROWSER_PATH to its program, and run this again.',
  );
}
