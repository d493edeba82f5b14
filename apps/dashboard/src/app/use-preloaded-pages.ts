import { useEffect } from 'react';
import { PAGES } from './pages.js';

const RETRY_MS = 5_000;
/** A release whose files are gone is found out at the next navigation; asking for them is no use meanwhile. */
const MOST_RETRIES = 12;

/** When the browser has nothing else to do; Safari does not say when that is. */
const whenIdle = (run: () => void) => (typeof requestIdleCallback === 'function' ? requestIdleCallback(run, { timeout: RETRY_MS }) : setTimeout(run, 1_000));

/** Fetches the code of all pages while nothing else is to do, so that going to one needs no network. */
export function usePreloadedPages(): void {
  useEffect(() => {
    let left = false;
    let retries = 0;
    const next = () => {
      const missing = Object.values(PAGES).filter((page) => !page.isLoaded());
      const [first] = missing;
      if (left || !first) return;
      void first.preload().then(() => {
        if (first.isLoaded()) whenIdle(next);
        else if ((retries += 1) <= MOST_RETRIES) setTimeout(next, RETRY_MS);
      });
    };
    whenIdle(next);
    return () => {
      left = true;
    };
  }, []);
}
