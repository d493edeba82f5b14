import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { z } from 'zod';
import { DEFAULT_RANGE, parseRange, rangeText, type Range } from '../ui/range/range.js';

/** An address written by hand may hold a number where text is meant: `?filter=503`. */
const text = (limit: number) => z.union([z.string(), z.number().transform(String)]).pipe(z.string().max(limit)).optional().catch(undefined);

/** What of a view lives in its address, on every page; so any view is a link. */
export const ViewSearch = z.object({
  filter: text(2_000),
  range: text(40),
  /** Id of the flow whose details are open. */
  flow: text(512),
  paused: z.boolean().optional().catch(undefined),
});
export type ViewSearch = z.infer<typeof ViewSearch>;

/** Reads and changes the parts of the address that all pages share. */
export function useView() {
  const search = useSearch({ strict: false }) as ViewSearch;
  const navigate = useNavigate();
  return useMemo(() => {
    /** Changes some parts; `undefined` takes one out. Replaces the entry of the history unless `push`. */
    const change = (changes: ViewSearch, push = false) =>
      void navigate({ to: '.', search: (before: ViewSearch) => ({ ...before, ...changes }), replace: !push });
    const range: Range = parseRange(search.range ?? DEFAULT_RANGE) ?? { preset: DEFAULT_RANGE };
    return {
      filter: search.filter ?? '',
      range,
      flow: search.flow ?? null,
      paused: search.paused ?? false,
      setFilter: (filter: string) => change({ filter: filter === '' ? undefined : filter }, true),
      setRange: (next: Range) => change({ range: rangeText(next) }, true),
      openFlow: (id: string) => change({ flow: id }, true),
      closeFlow: () => change({ flow: undefined }),
      setPaused: (paused: boolean) => change({ paused: paused || undefined }),
    };
  }, [search.filter, search.range, search.flow, search.paused, navigate]);
}
