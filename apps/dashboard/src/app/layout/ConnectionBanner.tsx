import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { live } from '../../live/live.js';
import { RelativeTime, SinceTime } from '../../ui/TimeText.js';
import { useNow } from '../../ui/now.js';
import { useValue } from '../../ui/value-store.js';
import classes from './ConnectionBanner.module.css';

/** A short break mends itself before anybody could read about it. */
const QUIET_MS = 1_000;

/** Says that nothing comes any more, since when, and lets one try at once. */
export function ConnectionBanner() {
  const { state, since, reason } = useValue(live.connection);
  const silentSince = useValue(live.silentSince);
  const now = useNow();
  const lost = state === 'lost' && now - since >= QUIET_MS;
  if (!lost && silentSince === null) return null;
  const old = silentSince ?? since;
  return (
    <div className={classes.banner}>
      <IconPlugConnectedX size={16} aria-hidden />
      <span>
        <span role="alert">
          <b>Nothing has come since</b> <SinceTime instant={old} />.
        </span>{' '}
        It is <RelativeTime instant={old} />. {reason ?? 'The line is silent.'} What you see stands still; it goes on by itself, without a gap, once the line is back.
      </span>
      <Button size="xs" h={26} flex="none" onClick={() => live.again()} leftSection={<IconRefresh size={14} />}>
        Try now
      </Button>
    </div>
  );
}
