import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { rangeText } from '../ui/range/range.js';
import { useView, type ViewSearch } from './view-search.js';

/** A range that somebody wrote into the address, such as `14:00-15:00`, becomes the instants that it means now: tomorrow it would mean others. */
export function usePinnedAddress(): void {
  const { range } = useSearch({ strict: false }) as ViewSearch;
  const { range: read, mistakes, correctRange } = useView();
  const text = rangeText(read);
  useEffect(() => {
    if (range !== undefined && mistakes.range === null && text !== range) correctRange(read);
  }, [range, text, mistakes.range, read, correctRange]);
}
