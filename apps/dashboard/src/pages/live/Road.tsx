import type { FlowSummary } from '@contraflow/contract';
import { otherSide } from '../../ui/side.js';
import { clock } from '../../ui/format/times.js';
import { useNow } from '../../ui/now.js';
import { useZone } from '../../ui/zone.js';
import { clockTicks } from './clock-ticks.js';
import type { LanePlace } from './geometry.js';
import classes from './Road.module.css';
import { tiesOf } from './ties.js';

const WIDTH = 76;

/** The top of the road: what time it is. */
export function RoadHead() {
  const now = useNow();
  const zone = useZone();
  return (
    <div className={classes.head}>
      <time className="mono" dateTime={new Date(now).toISOString()}>
        {clock(now, zone)}
      </time>
    </div>
  );
}

interface Props {
  places: { http: LanePlace; kafka: LanePlace };
  focus: FlowSummary | null;
}

/** The road between the lanes: its clock, and the ties of the flow that is looked at. */
export function Road({ places, focus }: Props) {
  const { http, kafka } = places;
  const height = Math.max(http.height, kafka.height);
  const marks = clockTicks(http, kafka);
  const ties = focus ? tiesOf(focus, places[focus.kind], places[otherSide(focus.kind)]) : [];
  return (
    <div className={classes.road} aria-hidden>
      <svg className={classes.picture} viewBox={`0 0 ${WIDTH} ${height}`} width={WIDTH} height={height}>
        <defs>
          <linearGradient id="tie" gradientUnits="userSpaceOnUse" x1={0} x2={WIDTH}>
            <stop stopColor="var(--rest)" />
            <stop offset="1" stopColor="var(--kafka)" />
          </linearGradient>
        </defs>
        {marks?.ticks.map(({ label, left, right }) => left !== null && right !== null && <path key={label} className={classes.tick} d={across(left, right)} />)}
        {marks?.ticks.map(({ label, left, right, middle }) => (
          <text key={label} className={classes.label} x={left === null ? WIDTH - 4 : right === null ? 4 : WIDTH / 2} y={middle + 4} textAnchor={left === null ? 'end' : right === null ? 'start' : 'middle'}>
            {label}
          </text>
        ))}
        {ties.map(({ id, from, to, away }) => (
          <path key={id} className={away ? classes.awayTie : classes.tie} stroke="url(#tie)" d={focus?.kind === 'http' ? across(from, to) : across(to, from)} />
        ))}
      </svg>
      {marks && <span className={classes.zero}>newest</span>}
    </div>
  );
}

/** From the left edge at one height to the right edge at another. */
function across(left: number, right: number): string {
  return `M0 ${left}C${WIDTH * 0.6} ${left} ${WIDTH * 0.4} ${right} ${WIDTH} ${right}`;
}
