import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../tools/browser/launch.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { firstView, type FirstView } from './support/first-view.ts';
import { filterBy, lane, logIn } from './support/session.ts';
import { startSystem, type System } from './support/system.ts';

/** A measured figure, where a dash stands for none. */
const FIGURE = /(REST|Kafka): >?[\d.,]+/;

let system: System;
let browser: Browser;
let page: Page;
let database: pg.Client;

/** Until rows are there and have been followed by others. */
async function untilMoved(opened: Page): Promise<string | null> {
  await lane(opened, 'REST').first().waitFor();
  const before = await lane(opened, 'REST').first().getAttribute('id');
  await eventually(async () => (await lane(opened, 'REST').first().getAttribute('id')) !== before);
  return lane(opened, 'REST').first().getAttribute('id');
}

beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  database = new pg.Client({ connectionString: system.databaseUrl });
  await database.connect();
  page = await logIn(browser, system);
});

afterAll(async () => {
  await browser?.close();
  await database?.end();
  await system?.close();
});

test('after the login rows arrive in both lanes by themselves', async () => {
  for (const side of ['REST', 'Kafka'] as const) {
    await lane(page, side).first().waitFor();
    const before = await lane(page, side).first().getAttribute('id');
    await eventually(async () => (await lane(page, side).first().getAttribute('id')) !== before);
  }
});

describe('the first view of a browser that has nothing yet', () => {
  const views: FirstView[] = [];
  const view = async (path: string) => {
    const opened = await firstView(browser, page, `${system.url}${path}`);
    views.push(opened);
    return opened;
  };
  afterAll(() => Promise.all(views.map((each) => each.page.context().close())));

  test('Live and, at leisure, the code of all other pages cost little, and every text of it comes compressed', async () => {
    const live = await view('/live');
    await untilMoved(live.page);
    // The last page whose code is fetched while nothing else is to do.
    await eventually(() => live.answers().some(({ url }) => url.includes('/KeysPage-')));
    const answers = live.answers();
    expect(answers.filter(({ url, bytes, encoding }) => /\.(js|css)$/.test(url) && bytes > 2_048 && encoding !== 'br')).toEqual([]);
    expect(live.bytes()).toBeLessThan(530_000);
    expect(live.bytes()).toBeGreaterThan(50_000);
  });

  test.each([
    ['/live', (opened: Page) => untilMoved(opened)],
    ['/log?range=15m', (opened: Page) => opened.getByRole('list', { name: /Flows/ }).getByRole('listitem').first().waitFor()],
    ['/contrast?range=15m', (opened: Page) => opened.getByTestId('contrast-direction').waitFor()],
  ])('%s does not shift while it comes', async (path, untilThere) => {
    const opened = await view(path);
    await untilThere(opened.page);
    await opened.page.evaluate(() => document.fonts.ready.then(() => undefined));
    const { sum, moved } = await opened.shifts();
    expect(moved.slice(0, sum < 0.1 ? 0 : 5)).toEqual([]);
  });
});

test('what came while it was paused is there after resuming, without a gap', async () => {
  const marked = 'agent:gap-test*';
  await filterBy(page, marked);
  const paths = async () => (await lane(page, 'REST').locator('[title]').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')))).filter((title) => title?.startsWith('/products/gap-'));
  const call = (n: number) => fetch(`${system.gatewayUrl}/products/gap-${n}`, { headers: { 'user-agent': 'gap-test/1.0' } });
  await call(0);
  await eventually(async () => (await paths()).length === 1);
  await page.getByRole('button', { name: 'Pause' }).click();
  for (let n = 1; n <= 12; n += 1) await call(n);
  await page.getByText(/12 new flows/).waitFor();
  expect(await paths()).toHaveLength(1);
  await page.getByRole('button', { name: 'Resume' }).click();
  await eventually(async () => (await paths()).length === 13);
  expect(new Set(await paths())).toEqual(new Set(Array.from({ length: 13 }, (_, n) => `/products/gap-${n}`)));
});

test('from a REST row one reaches the record that it caused', async () => {
  await filterBy(page, 'method:POST route:/orders status:201');
  // The rows of the filter before stay until the first of this one are there.
  await eventually(async () => {
    const rows = await lane(page, 'REST').allTextContents();
    return rows.length > 0 && rows.every((row) => /POST\/orders201/.test(row));
  });
  await lane(page, 'REST').first().click();
  const details = page.getByRole('dialog');
  await details.getByText('POST /orders').first().waitFor();
  const record = details.getByRole('list', { name: 'Linked flows' }).getByRole('button', { name: new RegExp(`${system.prefix}orders / \\d`) });
  await record.first().click();
  await details.getByText('create time').waitFor();
  await details.getByText(new RegExp(`${system.prefix}orders / \\d+ @ `)).first().waitFor();
  await details.getByText('analytics').first().waitFor();
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
});

test('all five contrasts have measured figures on both sides, under a sentence', async () => {
  await page.goto(`${system.url}/contrast?range=15m`);
  const ofBothSides = ['purpose', 'asking', 'storage', 'interest', 'direction'].flatMap((contrast) => ['http', 'kafka'].map((side) => ({ contrast, side })));
  let figures: (string | null)[] = [];
  // Some figures take a first sweep of the consumer groups, some a first commit of theirs: until then a dash is the truth.
  await eventually(async () => {
    await page.reload();
    await page.getByTestId('contrast-asking').waitFor();
    figures = await Promise.all(
      ofBothSides.map(({ contrast, side }) => page.getByTestId(`contrast-${contrast}`).locator(`[data-side=${side}]`).first().textContent()),
    );
    const asking = (await page.getByTestId('contrast-asking').textContent()) ?? '';
    return figures.every((text) => FIGURE.test(text ?? '')) && /accepted p95[^]*completed p95/.test(asking);
  }, 60_000).catch(() => undefined);
  // Once more, so that a failure says which one is missing.
  ofBothSides.forEach(({ contrast, side }, index) => expect(`${contrast} ${side}: ${figures[index]}`).toMatch(FIGURE));
  expect(await page.getByTestId('contrast-sentence').textContent()).toMatch(/\d/);
});

test('a group is muted with a reason, is listed as such, and counts again once unmuted', async () => {
  await page.goto(`${system.url}/groups`);
  const group = `${system.prefix}analytics`;
  await page.getByRole('button', { name: `Mute ${group}` }).click();
  await page.getByLabel('Why').fill('rebuilds its index');
  await page.getByRole('button', { name: 'Mute the group' }).click();
  const muted = page.getByRole('region', { name: 'Muted' });
  await muted.getByText(/by admin .*rebuilds its index/).waitFor();
  await muted.getByRole('button', { name: `Unmute ${group}` }).click();
  await page.getByRole('region', { name: 'Reading' }).getByText(group).waitFor();
  await muted.waitFor({ state: 'detached' });
});

test('an export has as many rows as Postgres for the same filter', async () => {
  const to = Date.now();
  const from = to - 600_000;
  // What began before `to` has ended and is recorded by now.
  await eventually(async () => {
    const { rows } = await database.query<{ passed: boolean }>('SELECT max(recorded_at) > to_timestamp($1) AS passed FROM http_exchange', [to / 1_000 + 4]);
    return rows[0]?.passed === true;
  });
  await page.goto(`${system.url}/log?range=${from}-${to}&filter=${encodeURIComponent('method:GET OR topic:*orders')}`);
  await page.getByRole('list', { name: /Flows/ }).getByRole('listitem').first().waitFor();
  await page.getByRole('button', { name: /^Export/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  // A click may fall while the dialog still moves in.
  await eventually(async () => {
    await dialog.getByText(/NDJSON/).click();
    return dialog.getByRole('radio', { name: /NDJSON/ }).isChecked();
  });
  const counted = await dialog.getByText(/^[\d,]+ rows$/).textContent();
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Export', exact: true }).click()]);
  const lines = readFileSync(await download.path(), 'utf8').trimEnd().split('\n');
  const { rows } = await database.query<{ count: number }>(
    `SELECT ((SELECT count(*) FROM http_exchange WHERE request_method = 'GET' AND started_at >= to_timestamp($1) AND started_at < to_timestamp($2))
           + (SELECT count(*) FROM kafka_record WHERE topic LIKE '%orders' AND observed_at >= to_timestamp($1) AND observed_at < to_timestamp($2)))::int AS count`,
    [from / 1_000, to / 1_000],
  );
  expect(lines.length).toBeGreaterThan(10);
  expect(counted).toBe(`${lines.length.toLocaleString('en')} rows`);
  expect(lines).toHaveLength(rows[0]?.count ?? -1);
  expect(new Set(lines.map((line) => (JSON.parse(line) as { kind: string }).kind))).toEqual(new Set(['http', 'kafka']));
  await dialog.getByText(/Done/).waitFor();
});
