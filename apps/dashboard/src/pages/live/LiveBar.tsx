import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { useExportOfView } from '../../app/export/use-export-of-view.js';
import { FilterBar } from '../../app/FilterBar.js';
import { pinnedLink } from '../../app/pinned-link.js';
import { useView } from '../../app/view-search.js';
import { live } from '../../live/live.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { rangeText } from '../../ui/range/range.js';
import { shownWindow } from './shown-window.js';
import { ActionButton } from '../../ui/ActionButton.js';

/** Filter, pause and export. */
export const LiveBar = memo(function LiveBar({ paused, onToggle }: { paused: boolean; onToggle: () => void }) {
  const exportView = useExportOfView();
  const { filter, flow } = useView();
  const link = () => pinnedLink('/log', { filter, range: rangeText(shownWindow(live.stream, Date.now())), flow });
  const Icon = paused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <>
      <FilterBar placeholder="Filter both lanes…" />
      <ActionButton label={paused ? 'Resume' : 'Pause'} icon={<Icon size={14} />} keys="Space" onClick={onToggle} />
      <CopyButton value={link} label="Copy a link to these flows in the log" icon />
      <ActionButton label="Export" icon={<IconDownload size={15} />} keys="e" onClick={exportView} />
    </>
  );
});
