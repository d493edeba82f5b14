import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../../tools/browser/launch.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { axeFindings, cutWithoutCue } from './support/audit.ts';
import { lane, logIn } from './support/session.ts';
import { startSystem, type System } from './support/system.ts';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Bounds for a busy machine: axe looks at thousands of elements. */
const AUDIT_MS = 420_000;

let system: System;
let browser: Browser;
let page: Page;
/** A value for each parameter in the router's addresses. */
let samples: Record<string, string[]>;

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  // What is found must not hang on how far something has faded in.
  page = await logIn(browser, system, { reducedMotion: 'reduce' });
  const long = `/products/${'long-'.repeat(60)}?${'q'.repeat(500)}=${'v'.repeat(500)}`;
  await fetch(`${system.gatewayUrl}${long}`, { headers: { 'user-agent': `${'agent'.repeat(60)}`, 'x-long': 'h'.repeat(900) } });
  await lane(page, 'Kafka').first().waitFor();
  const [order, record, longest] = await Promise.all([newest('method:POST route:/orders status:201'), newest(`topic:${system.prefix}orders`), newest('agent:agentagent*')]);
  samples = { $id: [order, record, longest], $: ['no-such-page'] };
});

afterAll(async () => {
  await browser?.close();
  await system?.close();
});

async function newest(filter: string): Promise<string> {
  return eventually(async () => {
    const query = new URLSearchParams({ from: String(Date.now() - 600_000), to: String(Date.now() + 1_000), filter, limit: '1' });
    const { flows } = (await (await page.request.get(`${system.url}/api/flows?${query.toString()}`)).json()) as { flows: { id: string }[] };
    return flows[0]?.id;
  });
}

/** Every address that the router of the running dashboard has, with parameters filled in. */
async function addresses(): Promise<string[]> {
  const paths = await page.evaluate(() => Object.keys((window as unknown as { __TSR_ROUTER__: { routesByPath: object } }).__TSR_ROUTER__.routesByPath));
  return paths.flatMap((path) => {
    const parameter = /\$\w*/.exec(path)?.[0];
    if (parameter === undefined) return [path];
    const values = samples[parameter];
    if (!values) throw new Error(`${path} has a parameter of which this test knows no value: give one in samples.`);
    return values.map((value) => path.replace(parameter, value));
  });
}

/** Until nothing is awaited any more. */
async function untilDrawn(): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await eventually(async () => (await page.locator('[aria-busy=true], [role=status][aria-label^=Loading], [role=status][aria-label^=Measuring], [role=status][aria-label^=Searching]').count()) === 0);
}

/** What is wrong with what is on screen at a size, in both schemes: nobody has chosen one here, so the system's decides. */
async function findings(size: typeof WIDE): Promise<string[]> {
  await page.setViewportSize(size);
  const found: string[] = [];
  // The schemes differ in their colours alone.
  for (const [colorScheme, rules] of [['dark', undefined], ['light', ['color-contrast', 'link-in-text-block']]] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, colorScheme);
    // What is measured anew after a change of size stands by the second frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    found.push(...(await axeFindings(page, rules && [...rules])).map((text) => `${colorScheme}: ${text}`));
  }
  return [...found, ...(await cutWithoutCue(page))];
}

test.each([WIDE, PHONE])('no page has findings, scrolls sideways or cuts text without a cue, in either scheme at $width px', async (size) => {
  const all = await addresses();
  expect(all.length).toBeGreaterThan(10);
  const wrong: Record<string, string[]> = {};
  for (const address of [...all, '/live?filter=status%3A', '/log?range=garbage', `/live?flow=${samples.$id?.[0]}`, `/log?flow=${samples.$id?.[2]}`]) {
    await page.goto(system.url + address);
    await untilDrawn();
    const found = await findings(size);
    if ((await page.locator('h1').count()) !== 1) found.push('not one heading of the first level');
    if (found.length > 0) wrong[address] = found;
  }
  expect(wrong).toEqual({});
}, AUDIT_MS);

/** Every dialog and menu: where it is, and how it is opened. */
const DIALOGS: Record<string, { at: string; open: () => Promise<unknown> }> = {
  export: { at: '/log', open: () => page.getByRole('button', { name: /^Export/ }).click() },
  keyboard: { at: '/log', open: () => page.keyboard.press('?') },
  palette: { at: '/exports', open: () => page.keyboard.press('Control+k') },
  range: { at: '/contrast', open: () => page.getByRole('group', { name: 'Time range' }).getByRole('button', { name: /Last hour/ }).click() },
  health: { at: '/account', open: () => page.getByRole('toolbar', { name: 'Health of the parts' }).getByRole('button', { name: /Capture/ }).click() },
  suggestions: { at: '/live', open: () => page.getByLabel('Filter', { exact: true }).click() },
  'muting a group': { at: '/groups', open: () => page.getByRole('button', { name: /^Mute/ }).first().click() },
  'new user': { at: '/admin/users', open: () => page.getByRole('button', { name: 'Add a user' }).click() },
  'new key': { at: '/admin/keys', open: () => page.getByRole('button', { name: 'Make a key' }).click() },
  'a key’s end': { at: '/admin/keys', open: () => page.getByRole('button', { name: /^Revoke/ }).first().click() },
  'what a user may': { at: '/admin/users', open: () => page.getByRole('button', { name: /^Change / }).first().click() },
};
const opened = () => page.locator('[role=dialog], [role=menu], [role=listbox][aria-label=Suggestions]').filter({ visible: true });

test.each([WIDE, PHONE])('no dialog has findings or cuts text without a cue, in either scheme at $width px', async (size) => {
  const wrong: Record<string, string[]> = {};
  for (const [name, { at, open }] of Object.entries(DIALOGS)) {
    await page.setViewportSize(WIDE);
    await page.goto(system.url + at);
    await untilDrawn();
    await open();
    await opened().first().waitFor();
    const found = await findings(size);
    if (found.length > 0) wrong[name] = found;
  }
  expect(wrong).toEqual({});
}, AUDIT_MS);

test('focus comes back to where it was, and keys work the moment a dialog closes', async () => {
  await page.setViewportSize(WIDE);
  await page.goto(`${system.url}/log`);
  await untilDrawn();
  const ways: [open: () => Promise<unknown>, from: Locator][] = [
    [() => page.getByRole('button', { name: /^Export/ }).press('Enter'), page.getByRole('button', { name: /^Export/ })],
    [() => page.getByRole('button', { name: /Last hour/ }).press('Enter'), page.getByRole('button', { name: /Last hour/ })],
    [() => page.keyboard.press('Control+k'), page.getByRole('button', { name: /^Export/ })],
  ];
  for (const [open, from] of ways) {
    await from.focus();
    await open();
    await opened().first().waitFor();
    await page.keyboard.press('Escape');
    await eventually(() => from.evaluate((element) => element === document.activeElement));
    await open();
    await opened().first().waitFor();
    await page.keyboard.press('Escape');
    // In the same breath: help opens, though the dialog was there just now.
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await opened().first().waitFor({ state: 'detached' });
  }
});

test('the strip of health is one tab stop, and what everything hangs on stands first', async () => {
  const strip = page.getByRole('toolbar', { name: 'Health of the parts' });
  const first = strip.getByRole('button');
  expect((await first.allTextContents()).slice(0, 4).map((text) => /^(Postgres|Kafka|Recorder|Capture)/.exec(text)?.[0])).toEqual(['Postgres', 'Kafka', 'Recorder', 'Capture']);
  expect(await strip.locator('button[tabindex="0"]').count()).toBe(1);
  await first.first().focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Kafka/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: /Kafka/ }).waitFor();
  await page.keyboard.press('Escape');
});

test('a range is typed as people do, stands in words, and goes back and forward; a broken one is said', async () => {
  await page.goto(`${system.url}/log?range=6h`);
  await page.getByRole('button', { name: 'Last 6 hours' }).click();
  await page.getByLabel('Range', { exact: true }).fill('2026-03-29 00:00 - 12:00');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '2026-03-29 00:00:00 to 12:00:00' }).waitFor();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.getByRole('button', { name: '2026-03-28 12:00:00 to 2026-03-29 00:00:00' }).waitFor();
  await page.getByRole('button', { name: 'Forward', exact: true }).click();
  await page.getByRole('button', { name: '2026-03-29 00:00:00 to 12:00:00' }).waitFor();
  for (const at of ['/log', '/contrast']) {
    await page.goto(`${system.url}${at}?range=last%20tuesday`);
    await page.getByText(/“last tuesday” is no range of time/).waitFor();
    await page.getByRole('button', { name: 'Show the last hour' }).click();
    await page.getByText(/is no range of time/).waitFor({ state: 'detached' });
  }
});

test.each(['status:', 'status:>=', 'nofield:x', '(a', 'a&filter=b'])('Live says what is wrong with the filter %s of a link, and shows no rows', async (filter) => {
  await page.goto(`${system.url}/live?filter=${filter}`);
  await page.getByText('The filter in this link has a mistake').waitFor();
  expect(await lane(page, 'REST').count()).toBe(0);
  await page.getByRole('button', { name: 'Clear the filter' }).last().click();
  await lane(page, 'REST').first().waitFor();
});

test('a pasted id opens its flow, and a link copied from the log has its time pinned', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${system.url}/log?range=15m&filter=1e3`);
  await page.getByRole('button', { name: 'Copy link' }).click();
  const copied = await eventually(async () => (await page.evaluate(() => navigator.clipboard.readText())) || undefined);
  expect(copied).toMatch(/\/log\?range=\d{12,}-\d{12,}&filter=1e3$/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/A page, an action/).fill(samples.$id?.[0] ?? '');
  await page.getByText(`Open the flow ${samples.$id?.[0]}`).click();
  await page.waitForURL(`**/flows/${samples.$id?.[0]}`);
});

test('values that the server knows are offered for a field', async () => {
  await page.goto(`${system.url}/live`);
  await page.getByLabel('Filter', { exact: true }).fill('route:/pay');
  await page.getByRole('option', { name: 'route:/payments', exact: true }).waitFor();
  await page.keyboard.press('Escape');
});

test('the end of a session is told on the login page, and only to who had one', async () => {
  const stranger = await browser.newContext();
  const fresh = await stranger.newPage();
  await fresh.goto(`${system.url}/log`);
  await fresh.getByRole('button', { name: 'Log in' }).waitFor();
  expect(await fresh.getByText(/session/i).count()).toBe(0);
  await stranger.close();
  await page.goto(`${system.url}/log`);
  await untilDrawn();
  await page.context().clearCookies();
  await page.reload();
  await page.getByText('Your session has ended.').waitFor();
  expect(new URL(page.url()).searchParams.get('next')).toMatch(/^\/log/);
});
