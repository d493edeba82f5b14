import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { useExportOfView } from '../../app/export/use-export-of-view.js';
import { FilterBar } from '../../app/FilterBar.js';
import { ActionButton } from '../../ui/ActionButton.js';

/** Filter, pause and export. */
export const LiveBar = memo(function LiveBar({ paused, onToggle }: { paused: boolean; onToggle: () => void }) {
  const exportView = useExportOfView();
  const Icon = paused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <>
      <FilterBar placeholder="Filter both lanes…" />
      <ActionButton label={paused ? 'Resume' : 'Pause'} icon={<Icon size={14} />} keys="Space" onClick={onToggle} />
      <ActionButton label="Export" icon={<IconDownload size={15} />} keys="e" onClick={exportView} />
    </>
  );
});
