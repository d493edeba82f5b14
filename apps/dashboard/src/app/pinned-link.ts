import { writeSearch } from './search-words.js';

/** A link to a page of ours with everything in it that it depends on, so that it shows the same tomorrow. */
export function pinnedLink(path: string, { filter, range, flow }: { filter: string; range: string; flow: string | null }): string {
  return `${window.location.origin}${path}${writeSearch({ range, filter: filter === '' ? undefined : filter, flow: flow ?? undefined })}`;
}
