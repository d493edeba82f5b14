import type { Page } from 'playwright-core';
import { quantile } from '../kit/stats.ts';

/**
 * Runs in the page: for each row that appears, the time from the moment that its path or key carries to the frame after the
 * one that first shows it. Rows that are already there do not count.
 */
const WATCH = `(() => {
  const took = (window.benchTook = []);
  const seen = new Set([...document.querySelectorAll('[id^="flow-"]')].map((row) => row.id));
  const look = () => {
    const fresh = [];
    for (const row of document.querySelectorAll('[id^="flow-"]')) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      const sent = /\\d{13}/.exec(row.querySelector('[title]')?.title ?? '');
      if (sent) fresh.push(Number(sent[0]));
    }
    if (fresh.length === 0) return;
    requestAnimationFrame(() => setTimeout(() => {
      const now = Date.now();
      for (const sent of fresh) took.push(now - sent);
      if (seen.size > 200000) seen.clear();
    }));
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['id'] });
})()`;

/** Begins to note how long rows take from capture to the screen. */
export async function watchPainting(page: Page): Promise<void> {
  await page.evaluate(WATCH);
}

/** Forgets what was noted: what follows is after the warm-up. */
export async function forgetPainting(page: Page): Promise<void> {
  await page.evaluate('window.benchTook.length = 0');
}

/** Milliseconds from capture to painted, over the rows that this page showed. */
export async function readPainting(page: Page): Promise<{ rows: number; p50: number; p95: number }> {
  const took = (await page.evaluate('window.benchTook')) as number[];
  if (took.length === 0) throw new Error('The page showed no row');
  return { rows: took.length, p50: quantile(took, 0.5), p95: quantile(took, 0.95) };
}
