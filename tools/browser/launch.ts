import { chromium, type Browser } from 'playwright-core';
import { findBrowser } from './find.ts';

/** Nothing but the pages it is sent to: no updates, no accounts, no sandbox (which does not work as root). */
const FLAGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the installed Chrome or Chromium without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chrome or Chromium here. Install one, or set BROWSER_PATH to its program.');
  return chromium.launch({ executablePath, args: FLAGS });
}
