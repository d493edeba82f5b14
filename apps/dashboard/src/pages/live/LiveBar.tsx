import { Button } from '@mantine/core';
import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { memo } from 'react';
import { FilterBar } from '../../app/FilterBar.js';
import { Keys } from '../../ui/Keys.js';
import classes from './LiveBar.module.css';
import { useExportOfView } from '../../app/export/use-export-of-view.js';

/** Filter, pause and export. */
export const LiveBar = memo(function LiveBar({ paused, onToggle }: { paused: boolean; onToggle: () => void }) {
  const exportView = useExportOfView();
  return (
    <>
      <FilterBar placeholder="Filter both lanes…" />
      <Button className={classes.action} onClick={onToggle} aria-label={paused ? 'Resume' : 'Pause'} leftSection={paused ? <IconPlayerPlayFilled size={14} /> : <IconPlayerPauseFilled size={14} />} rightSection={<Keys keys="Space" />}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button className={classes.action} onClick={exportView} aria-label="Export" leftSection={<IconDownload size={15} />} rightSection={<Keys keys="e" />}>
        Export
      </Button>
    </>
  );
});
