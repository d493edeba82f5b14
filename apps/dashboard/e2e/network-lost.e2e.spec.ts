import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../tools/browser/launch.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { startLine, type Line } from './support/line.ts';
import { copyRelease, nextRelease } from './support/release.ts';
import { lane, logIn } from './support/session.ts';
import { startSystem, type System } from './support/system.ts';

let system: System;
let browser: Browser;
let line: Line;
let release: string;

beforeAll(async () => {
  release = mkdtempSync(join(tmpdir(), 'contraflow-release-'));
  copyRelease(release);
  [system, browser] = await Promise.all([startSystem({ DASHBOARD_DIR: release }), launchBrowser()]);
  line = await startLine(system.url);
});

afterAll(async () => {
  await browser?.close();
  await line?.close();
  await system?.close();
  rmSync(release, { recursive: true, force: true });
});

const open = () => logIn(browser, { url: line.url, password: system.password });
const banner = (page: Page) => page.getByText(/^Nothing has come since \d\d:\d\d:\d\d\./);
const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name }).click();

/** Says which of the pages' files are there, so that a test does not run ahead of the browser's leisure. */
async function untilPreloaded(page: Page): Promise<void> {
  const names = ['LivePage', 'ContrastPage', 'LogPage', 'ExportsPage', 'FlowPage', 'AccountPage', 'UsersPage', 'KeysPage'];
  await eventually(async () => {
    const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    return names.every((name) => fetched.some((address) => address.includes(`/${name}-`)));
  });
}

/** Rows come again by themselves, and what is said about silence goes. */
async function untilHealed(page: Page): Promise<void> {
  await banner(page).waitFor({ state: 'detached' });
  const before = await lane(page, 'REST').first().getAttribute('id');
  await eventually(async () => (await lane(page, 'REST').first().getAttribute('id')) !== before);
  expect(await page.locator('[data-old]').count()).toBe(0);
}

test.each(['cut', 'freeze'] as const)('Live says since when nothing comes after a %s, dims, and heals by itself', async (how) => {
  const page = await open();
  await lane(page, 'REST').first().waitFor();
  const cutAt = Date.now();
  line[how]();
  await banner(page).waitFor();
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d)/.exec((await banner(page).textContent()) ?? '') as unknown as [string, string, string, string];
  // The last word came a pulse before the cut, by the clock of this very machine; a busy one may have been late with it.
  const said = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  expect(Math.abs(said - (cutAt % 86_400_000))).toBeLessThan(10_000);
  await page.locator('[data-old]').first().waitFor();
  expect(await page.getByRole('region', { name: /REST/ }).textContent()).toMatch(/nothing since \d\d:\d\d:\d\d · last row \d\d:\d\d:\d\d/);
  line.mend();
  await untilHealed(page);
  await page.context().close();
});

test('without a network one goes from page to page within the frame, and each says what it lacks and gets it later', async () => {
  const page = await open();
  await untilPreloaded(page);
  await page.context().setOffline(true);
  line.cut();
  for (const [link, title] of [['Contrast', 'Contrast'], ['Log', 'Log'], ['Exports', 'Exports'], ['Users', 'Users'], ['API keys', 'API keys']] as const) {
    await go(page, link);
    await page.waitForFunction((wanted) => document.title.startsWith(wanted), title);
    await page.getByText('The server cannot be reached').first().waitFor();
    expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(true);
  }
  line.mend();
  await page.context().setOffline(false);
  await page.getByText('The server cannot be reached').waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'API keys' }).waitFor();
  await go(page, 'Live');
  await untilHealed(page);
  await page.context().close();
});

test('a page whose code was not there yet waits for the network within the frame', async () => {
  const page = await open();
  await page.route(/ContrastPage-/, (route) => route.abort());
  await page.reload();
  await lane(page, 'REST').first().waitFor();
  line.cut();
  await go(page, 'Contrast');
  await page.getByText('The code of this page could not be loaded').waitFor();
  await page.getByText(/The server cannot be reached/).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(true);
  await page.unroute(/ContrastPage-/);
  line.mend();
  await page.getByTestId('contrast-asking').waitFor();
  await page.context().close();
});

test('after a new release with other file names a page that was not loaded yet comes by itself', async () => {
  const page = await open();
  await page.route(/ContrastPage-/, (route) => route.abort());
  await page.reload();
  await lane(page, 'REST').first().waitFor();
  nextRelease(release);
  await page.unroute(/ContrastPage-/);
  const gone = page.waitForResponse((answer) => /ContrastPage-/.test(answer.url()) && answer.status() === 404);
  await go(page, 'Contrast');
  await gone;
  await page.getByTestId('contrast-asking').waitFor();
  expect(new URL(page.url()).pathname).toBe('/contrast');
  await page.context().close();
});
