import type { FlowSummary } from '@contraflow/contract';
import { useExportOfView } from '../../app/export/use-export-of-view.js';
import { useShortcuts } from '../../app/keyboard/shortcuts.js';
import { useView } from '../../app/view-search.js';
import type { usePausing } from './use-pausing.js';
import type { useRowCursor } from './use-row-cursor.js';

interface Parts {
  pausing: ReturnType<typeof usePausing>;
  rowCursor: ReturnType<typeof useRowCursor>;
  pointed: FlowSummary | null;
}

/** The keys of the live page. Moving among rows holds them: they would run away else. */
export function useLiveShortcuts({ pausing, rowCursor, pointed }: Parts): void {
  const { openFlow } = useView();
  const exportView = useExportOfView();
  const moving = (move: () => void) => () => {
    pausing.pause();
    move();
  };
  const down = moving(() => rowCursor.step(1));
  const up = moving(() => rowCursor.step(-1));
  useShortcuts('Live', [
    { keys: 'Space', label: 'Pause or resume', run: pausing.toggle },
    { keys: 'j', label: 'Next row, older', keyOnly: true, run: down },
    { keys: 'k', label: 'Row before, newer', keyOnly: true, run: up },
    { keys: 'ArrowDown', label: 'Next row, older', unlisted: true, keyOnly: true, run: down },
    { keys: 'ArrowUp', label: 'Row before, newer', unlisted: true, keyOnly: true, run: up },
    { keys: 'h', label: 'Across the road', keyOnly: true, run: moving(rowCursor.cross) },
    {
      keys: 'Enter',
      label: 'Open the row', keyOnly: true,
      run: () => {
        const flow = rowCursor.cursor?.flow ?? pointed;
        if (flow) openFlow(flow.id);
      },
    },
    { keys: 'Escape', label: 'Leave the rows', keyOnly: true, run: rowCursor.clear },
    { keys: 'e', label: 'Export what is filtered', run: exportView },
  ]);
}
