import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../../browser/launch.ts';
import { rounded } from '../bench.ts';
import { residentBytes } from '../kit/process-figures.ts';
import type { RunningServer } from '../kit/servers.ts';
import type { Workspace } from '../kit/workspace.ts';
import { openDashboard } from './login.ts';
import { forgetPainting, readPainting, watchPainting } from './painted.ts';

const BROWSERS = 3;
/**
 * On top, as a share of the time: V8 lets its heap grow at first, and collects the old part of it for the first time after
 * about a minute.
 */
const WARM_UP = 0.5;

/** What three browsers, one of them stalled, saw and cost. */
export interface BrowserFigures {
  painted: { rows: number; p50: number; p95: number }[];
  /** Most that a reading browser's JavaScript heap held after collecting garbage at the end, and at any moment, MB. */
  heapMb: number;
  heapPeakMb: number;
  serverGrowthMb: number;
}

interface Viewer {
  browser: Browser;
  page: Page;
  devtools: CDPSession;
}

/** Opens them while traffic runs, stalls the last, and watches for `seconds` after a warm-up. */
export async function watchBrowsers(workspace: Workspace, server: RunningServer, seconds: number): Promise<BrowserFigures> {
  const viewers: Viewer[] = [];
  for (let n = 0; n < BROWSERS; n += 1) viewers.push(await open(workspace, server));
  const [stalled, ...reading] = [...viewers].reverse() as [Viewer, ...Viewer[]];
  // Its script stands still, without using a core for it, and its socket is no longer read.
  await stalled.devtools.send('Debugger.enable');
  await stalled.devtools.send('Debugger.pause');
  for (const { page } of reading) await watchPainting(page);
  await sleep(seconds * WARM_UP * 1_000);
  for (const { page } of reading) await forgetPainting(page);
  const before = residentBytes(server.daemon.pid) ?? 0;
  let heapPeak = 0;
  for (const ends = Date.now() + seconds * 1_000; Date.now() < ends; ) {
    await sleep(Math.min(5_000, Math.max(0, ends - Date.now())));
    for (const { devtools } of reading) heapPeak = Math.max(heapPeak, await heapOf(devtools));
  }
  const growth = (residentBytes(server.daemon.pid) ?? 0) - before;
  const painted = [];
  let heap = 0;
  for (const { page, devtools } of reading) {
    painted.push(await readPainting(page));
    await devtools.send('HeapProfiler.collectGarbage');
    heap = Math.max(heap, await heapOf(devtools));
  }
  await Promise.all(viewers.map(({ browser }) => browser.close()));
  return { painted, heapMb: rounded(heap / 1e6), heapPeakMb: rounded(heapPeak / 1e6), serverGrowthMb: rounded(growth / 1e6) };
}

async function open(workspace: Workspace, server: RunningServer): Promise<Viewer> {
  const browser = await launchBrowser();
  workspace.onClose(() => browser.close());
  const page = await openDashboard(browser, server);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  return { browser, page, devtools };
}

async function heapOf(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
}
