import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { live } from '../../live/live.js';
import { RelativeTime, SinceTime } from '../../ui/TimeText.js';
import { useNow } from '../../ui/now.js';
import { useValue } from '../../ui/value-store.js';
import classes from './ConnectionBanner.module.css';

/** A short break mends itself before anybody could read about it. */
const QUIET_MS = 1_000;

/** Says that the live line is broken, since when, and lets one try at once. */
export function ConnectionBanner() {
  const { state, since, reason } = useValue(live.connection);
  const now = useNow();
  if (state !== 'lost' || now - since < QUIET_MS) return null;
  return (
    <div className={classes.banner} role="alert">
      <IconPlugConnectedX size={16} aria-hidden />
      <span>
        <b>Connection lost</b> since <SinceTime instant={since} /> (<RelativeTime instant={since} />). {reason} What you see stands still; it goes on without a gap once the
        line is back.
      </span>
      <Button size="xs" h={26} flex="none" onClick={() => live.open()} leftSection={<IconRefresh size={14} />}>
        Try now
      </Button>
    </div>
  );
}
