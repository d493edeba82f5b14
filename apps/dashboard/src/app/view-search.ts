import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { z } from 'zod';
import { DEFAULT_RANGE, rangeText, type Range } from '../ui/range/range.js';
import { readRange } from '../ui/range/read-range.js';
import type { Zone } from '../ui/format/times.js';
import { checkFilter } from '../ui/filter/check.js';
import { useZone } from '../ui/zone.js';

const FILTER_LIMIT = 2_000;

/** Whatever an address holds is kept, also what is wrong with it: leaving it out would show something else in silence. */
const words = z.union([z.string(), z.array(z.string())]).optional().catch(undefined);

/** What of a view lives in its address, on every page; so any view is a link. */
export const ViewSearch = z.object({
  filter: words,
  range: words,
  /** Id of the flow whose details are open. */
  flow: words,
  paused: z.union([z.boolean(), z.string().transform((text) => text === 'true')]).optional().catch(undefined),
});
export type ViewSearch = z.infer<typeof ViewSearch>;

/** What is wrong with an address, in a sentence each. */
export interface ViewMistakes {
  filter: string | null;
  range: string | null;
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? (value[0] ?? '') : value);
const twice = (name: string, value: string | string[] | undefined) => (Array.isArray(value) ? `The address gives ${name} ${value.length} times; it can hold one.` : null);

function filterMistake(filter: string): string | null {
  if (filter.length > FILTER_LIMIT) return `The filter has ${filter.length} characters; at most ${FILTER_LIMIT} are possible.`;
  const mistake = checkFilter(filter);
  return mistake && (mistake.column === null ? mistake.message : `Column ${mistake.column}: ${mistake.message}`);
}

/** What has no date in it is meant as of now. */
const readAddress = (range: string | undefined, zone: Zone) => readRange(range ?? DEFAULT_RANGE, Date.now(), zone);

/** Reads and changes the parts of the address that all pages share. */
export function useView() {
  const search = useSearch({ strict: false }) as ViewSearch;
  const navigate = useNavigate();
  const zone = useZone();
  return useMemo(() => {
    /** Changes some parts; `undefined` takes one out. Replaces the entry of the history unless `push`. */
    const change = (changes: ViewSearch, push = false) =>
      void navigate({ to: '.', search: (before: ViewSearch) => ({ ...before, ...changes }), replace: !push });
    const filter = one(search.filter) ?? '';
    const read = readAddress(one(search.range), zone);
    const mistakes: ViewMistakes = { filter: twice('filter', search.filter) ?? filterMistake(filter), range: twice('range', search.range) ?? read.mistake };
    return {
      filter,
      /** The page's usual one where the address holds none that can be read; `mistakes` tells. */
      range: read.range ?? { preset: DEFAULT_RANGE },
      mistakes,
      flow: one(search.flow) ?? null,
      paused: search.paused ?? false,
      setFilter: (next: string) => change({ filter: next === '' ? undefined : next }, true),
      /** The same range in other words: no step of the history. */
      correctRange: (next: Range) => change({ range: rangeText(next) }),
      setRange: (next: Range) => change({ range: rangeText(next) }, true),
      openFlow: (id: string) => change({ flow: id }, true),
      closeFlow: () => change({ flow: undefined }),
      setPaused: (paused: boolean) => change({ paused: paused || undefined }),
    };
  }, [search.filter, search.range, search.flow, search.paused, navigate, zone]);
}
