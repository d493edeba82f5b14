import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../../../tools/paths.ts';

const AXE = readFileSync(createRequire(join(repositoryRoot, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(context: Document, options: object): Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/**
 * What axe-core finds wrong with the document as it stands; a line for each element.
 * @param rules names of the only rules to ask; all that axe has by itself when not given
 */
export async function axeFindings(page: Page, rules?: string[]): Promise<string[]> {
  // By the debugging protocol: the page's own policy would let no foreign script in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async (only) => {
    const { violations } = await (window as unknown as { axe: Axe }).axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: { type: 'rule', values: only } }) });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${(failureSummary ?? '').replaceAll(/\s+/g, ' ').slice(0, 200)}`));
  }, rules);
}

/**
 * What does not fit the window: a page that scrolls sideways, boxes that reach beyond the window, and text that is cut
 * without an ellipsis, a fade or a scroll bar to say so.
 */
export async function cutWithoutCue(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${String(element.getAttribute('class') ?? '').split(' ').slice(0, 2).join('.')} “${(element.textContent ?? '').slice(0, 60)}”`;
    const found: string[] = [];
    for (const element of document.querySelectorAll('body, body *')) {
      if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.width < 2 || style.clipPath !== 'none' || element.closest('.visually-hidden')) continue;
      const scroller = element.id === 'content' || element === document.body || element.scrollHeight > 0 && element.tagName === 'MAIN';
      if (scroller && element.scrollWidth > element.clientWidth + 1) found.push(`scrolls sideways: ${name(element)} ${element.scrollWidth} > ${element.clientWidth}`);
      const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
      const holdsText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
      if (clips && holdsText && element.scrollWidth > element.clientWidth + 1 && style.textOverflow !== 'ellipsis' && style.maskImage === 'none') found.push(`cut without a cue: ${name(element)}`);
      const within = element.parentElement?.closest('[data-scrolls], [style*=overflow], pre, table, [class*=rows], [class*=ScrollArea]');
      if (holdsText && !within && box.right > window.innerWidth + 1 && box.left < window.innerWidth && style.position !== 'fixed') {
        let clipped = false;
        for (let outer = element.parentElement; outer; outer = outer.parentElement) if (getComputedStyle(outer).overflowX !== 'visible' && outer.getBoundingClientRect().right <= window.innerWidth + 1) clipped = true;
        if (!clipped) found.push(`beyond the window: ${name(element)}`);
      }
    }
    return found;
  });
}
