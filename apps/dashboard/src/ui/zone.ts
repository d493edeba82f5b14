import type { Zone } from './format/times.js';
import { ValueStore, useValue } from './value-store.js';

const KEY = 'contraflow-zone';

function kept(): Zone {
  try {
    return localStorage.getItem(KEY) === 'local' ? 'local' : 'UTC';
  } catch {
    return 'UTC';
  }
}

const zone = new ValueStore<Zone>(kept());

/** The zone in which every time is shown. */
export const useZone = (): Zone => useValue(zone);

/** Changes it for this browser, now and later. */
export function setZone(next: Zone): void {
  zone.set(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
}

/** The other one. */
export const toggleZone = (): void => setZone(zone.get() === 'UTC' ? 'local' : 'UTC');
