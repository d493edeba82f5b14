import { useCallback, useRef } from 'react';
import { live } from '../live/live.js';
import { knownValues } from '../live/known-values.js';
import { FilterBox } from '../ui/filter/FilterBox.js';
import { useValue } from '../ui/value-store.js';
import { useKnownValues } from './known-values.js';
import { useShortcuts } from './keyboard/shortcuts.js';
import { useView } from './view-search.js';

/** The filter that the address holds, reached with `/`. */
export function FilterBar({ placeholder }: { placeholder: string }) {
  const { filter, setFilter } = useView();
  const input = useRef<HTMLInputElement>(null);
  const refused = useValue(live.refused);
  useShortcuts('Filter', [
    {
      keys: '/',
      label: 'Type a filter',
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);
  const seen = useCallback((field: Parameters<typeof knownValues>[1]) => knownValues(live.stream, field), []);
  const { known, onField } = useKnownValues(seen);
  const mistake = refused && refused.column !== undefined ? { message: refused.detail ?? refused.title, column: refused.column } : null;
  return <FilterBox value={filter} onApply={setFilter} placeholder={placeholder} known={known} onField={onField} refused={mistake} inputRef={input} />;
}
