import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ActionButton.module.css';
import { Keys } from './Keys.js';

/** A button of the bar on top, with its shortcut; where it is narrow, only its icon. */
export function ActionButton({ label, icon, keys, onClick }: { label: string; icon: ReactNode; keys: string; onClick: () => void }) {
  return (
    <Button className={classes.action} onClick={onClick} leftSection={icon} rightSection={<Keys keys={keys} />}>
      <span className={classes.label}>{label}</span>
    </Button>
  );
}
