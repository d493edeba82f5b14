import { Tooltip, UnstyledButton } from '@mantine/core';
import { zoneName } from '../ui/format/times.js';
import { toggleZone, useZone } from '../ui/zone.js';
import classes from './ZoneSwitch.module.css';

/** Names the zone of all times on screen, and changes it. */
export function ZoneSwitch() {
  const zone = useZone();
  const other = zone === 'UTC' ? 'local time' : 'UTC';
  return (
    <Tooltip label={`Times are in ${zone === 'UTC' ? 'UTC' : `local time, ${zoneName(zone)}`}. Show them in ${other}`}>
      <UnstyledButton className={classes.zone} onClick={toggleZone} aria-label={`Time zone ${zoneName(zone)}; show ${other}`}>
        {zoneName(zone)}
      </UnstyledButton>
    </Tooltip>
  );
}
