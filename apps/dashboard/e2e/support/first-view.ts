import type { Browser, Page } from 'playwright-core';

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null }[];
}

/** What a browser that has nothing of us yet sees of a page, and what it costs. */
export interface FirstView {
  page: Page;
  /** Bytes that came over the wire so far, heads of answers and all; what came over the socket is not among them. */
  bytes(): number;
  /** What every answer has cost so far; the largest first. */
  answers(): { url: string; bytes: number; encoding: string | undefined }[];
  /** Everything that has moved by itself so far: the sum as browsers count it, and what moved most. */
  shifts(): Promise<{ sum: number; moved: string[] }>;
}

/** Opens `url` in a browser context of its own, with an empty cache and the session of `loggedIn`. */
export async function firstView(browser: Browser, loggedIn: Page, url: string): Promise<FirstView> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: await loggedIn.context().storageState() });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const heads = new Map<string, { url: string; encoding: string | undefined }>();
  const answers: { url: string; bytes: number; encoding: string | undefined }[] = [];
  devtools.on('Network.responseReceived', ({ requestId, response }) => heads.set(requestId, { url: response.url, encoding: response.headers['content-encoding'] }));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => answers.push({ url: '', encoding: undefined, ...heads.get(requestId), bytes: encodedDataLength }));
  await devtools.send('Network.enable');
  await page.goto(url);
  return {
    page,
    bytes: () => answers.reduce((sum, { bytes }) => sum + bytes, 0),
    answers: () => answers.toSorted((one, other) => other.bytes - one.bytes),
    shifts: () => page.evaluate(shiftsSoFar),
  };
}

async function shiftsSoFar(): Promise<{ sum: number; moved: string[] }> {
  const entries = await new Promise<Shift[]>((resolve) => {
    const seen: Shift[] = [];
    new PerformanceObserver((list) => seen.push(...(list.getEntries() as Shift[]))).observe({ type: 'layout-shift', buffered: true });
    // What is buffered is told in a task of its own, before the second frame.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(seen))));
  });
  const unasked = entries.filter(({ hadRecentInput }) => !hadRecentInput);
  const nameOf = (node: Node | null) => (node instanceof Element ? `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''}` : (node?.textContent ?? 'gone'));
  return {
    sum: unasked.reduce((sum, { value }) => sum + value, 0),
    moved: unasked.toSorted((one, other) => other.value - one.value).slice(0, 5).map(({ value, sources }) => `${value.toFixed(4)} ${sources.map(({ node }) => nameOf(node).slice(0, 80)).join(', ')}`),
  };
}
