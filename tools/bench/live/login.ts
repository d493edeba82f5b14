import type { Browser, Page } from 'playwright-core';
import type { RunningServer } from '../kit/servers.ts';

const NAME = 'admin';

/** The session cookie of a login, as a socket has to send it. */
export async function logIn({ url, adminPassword }: RunningServer): Promise<string> {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ username: NAME, password: adminPassword }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!answer.ok || !cookie) throw new Error(`The login was answered with ${answer.status}: ${await answer.text()}`);
  return cookie;
}

/** Opens the dashboard and logs in through its form. */
export async function openDashboard(browser: Browser, { url, adminPassword }: RunningServer): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByLabel('Name').fill(NAME);
  await page.getByLabel('Password', { exact: true }).fill(adminPassword);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/live**');
  return page;
}
