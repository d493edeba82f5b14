import { absolute, clock, relative, sinceWhen } from './format/times.js';
import { useNow } from './now.js';
import { useZone } from './zone.js';

/** A relative time with the absolute one on hover. */
export function RelativeTime({ instant }: { instant: number }) {
  const now = useNow();
  return <TimeElement instant={instant}>{relative(instant, now)}</TimeElement>;
}

/** `10:41:07.812` in the chosen zone, with the whole of it on hover. */
export function ClockTime({ instant, milliseconds = true }: { instant: number; milliseconds?: boolean }) {
  const zone = useZone();
  return <TimeElement instant={instant}>{clock(instant, zone, milliseconds)}</TimeElement>;
}

/** Since when something is so: the clock, with the day where it was another one. */
export function SinceTime({ instant }: { instant: number }) {
  const zone = useZone();
  const now = useNow();
  return <TimeElement instant={instant}>{sinceWhen(instant, now, zone)}</TimeElement>;
}

/** The whole date and time in the chosen zone. */
export function AbsoluteTime({ instant }: { instant: number }) {
  const zone = useZone();
  return <time dateTime={new Date(instant).toISOString()}>{absolute(instant, zone)}</time>;
}

function TimeElement({ instant, children }: { instant: number; children: string }) {
  const zone = useZone();
  return (
    <time dateTime={new Date(instant).toISOString()} title={absolute(instant, zone)}>
      {children}
    </time>
  );
}
