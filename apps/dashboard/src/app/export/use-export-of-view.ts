import { useCallback } from 'react';
import { exportProposal } from './export-store.js';
import { useView } from '../view-search.js';
import { rangeWords, resolveRange } from '../../ui/range/range.js';
import { useZone } from '../../ui/zone.js';

/** Proposes an export of what the address filters, over its range. */
export function useExportOfView(): () => void {
  const { filter, range } = useView();
  const zone = useZone();
  return useCallback(() => exportProposal.set({ filter, ...resolveRange(range, Date.now()), window: rangeWords(range, zone), sides: 'http,kafka' }), [filter, range, zone]);
}
