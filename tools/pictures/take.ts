import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

interface Options {
  browser: Browser;
  url: string;
  password: string;
  /** Folder for the PNG files. */
  target: string;
  /** Which of them are kept, by name; all when not given. */
  wanted?: ReadonlySet<string>;
}

type Scheme = 'dark' | 'light';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Takes each page in both schemes, wide and on a phone; names: `live-dark.png`, `live-dark-390.png` … */
export async function takePictures({ browser, url, password, target, wanted }: Options): Promise<void> {
  for (const scheme of ['dark', 'light'] as const) {
    for (const viewport of [WIDE, PHONE]) {
      const context = await browser.newContext({ viewport, colorScheme: scheme });
      await context.addInitScript((chosen: Scheme) => localStorage.setItem('mantine-color-scheme-value', chosen), scheme);
      const page = await context.newPage();
      const take = async (shown: string) => {
        const name = `${shown}-${scheme}${viewport === PHONE ? '-390' : ''}`;
        if (!wanted || wanted.has(name)) await page.screenshot({ path: join(target, `${name}.png`) });
      };
      await logIn(page, url, password, take);
      await page.waitForTimeout(6_000);
      await take('live');
      await page.goto(`${url}/contrast?range=15m`);
      await page.getByTestId('contrast-direction').waitFor();
      await page.waitForTimeout(1_500);
      await take('contrast');
      await page.goto(`${url}/log?range=15m`);
      await page.getByRole('list', { name: /Flows/ }).getByRole('listitem').first().waitFor();
      await page.waitForTimeout(1_000);
      await take('log');
      await openOrder(page, url);
      await take('flow');
      await context.close();
    }
  }
}

async function logIn(page: Page, url: string, password: string, take: (name: string) => Promise<unknown>): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('Name').waitFor();
  await take('login');
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/live**');
}

/** The ladder of an order: a request that caused records. */
async function openOrder(page: Page, url: string): Promise<void> {
  const now = Date.now();
  const query = new URLSearchParams({ from: String(now - 90_000), to: String(now - 5_000), filter: 'method:POST route:/orders status:201', sides: 'http', limit: '1' });
  const answer = await page.request.get(`${url}/api/flows?${query.toString()}`);
  const { flows } = (await answer.json()) as { flows: { id: string }[] };
  await page.goto(`${url}/flows/${flows[0]?.id ?? ''}`);
  await page.getByRole('list', { name: /trace/ }).waitFor();
  await page.waitForTimeout(1_500);
}
