import { UnstyledButton } from '@mantine/core';
import { live } from '../../live/live.js';
import { exact } from '../../ui/format/numbers.js';
import { Keys } from '../../ui/Keys.js';
import { useValue } from '../../ui/value-store.js';
import classes from './Lane.module.css';

/** While paused: how many flows wait, and the way on. */
export function WaitingPill({ paused, onResume }: { paused: boolean; onResume: () => void }) {
  const { http, kafka } = useValue(live.stream.waiting);
  const held = useValue(live.stream.lane('http')).waiting + useValue(live.stream.lane('kafka')).waiting;
  if (!paused) return null;
  const waiting = http + kafka + held;
  return (
    <UnstyledButton className={classes.pill} onClick={onResume}>
      {waiting === 0 ? 'Paused · press ' : `▲ ${exact(waiting)} new ${waiting === 1 ? 'flow' : 'flows'} · press `}
      <Keys keys="Space" /> to go on
    </UnstyledButton>
  );
}
