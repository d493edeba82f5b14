import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { System } from './system.ts';

/** A page of its own, on which `admin` has logged in through the form. */
export async function logIn(browser: Browser, system: Pick<System, 'url' | 'password'>, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  await page.goto(`${system.url}/`);
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(system.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/live**');
  return page;
}

/** The rows of a lane that are in sight. */
export const lane = (page: Page, side: 'REST' | 'Kafka') => page.getByRole('region', { name: new RegExp(side) }).getByRole('option');

/** Types a filter and applies it. */
export async function filterBy(page: Page, filter: string): Promise<void> {
  const box = page.getByLabel('Filter', { exact: true });
  await box.fill(filter);
  await box.press('Escape');
  await box.focus();
  await box.press('Enter');
  await page.waitForFunction((wanted) => new URLSearchParams(location.search).get('filter')?.replace(/^"|"$/g, '') === wanted, filter);
}
