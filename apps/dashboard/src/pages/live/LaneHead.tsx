import { flowInstant, type HealthItem, type Side } from '@contraflow/contract';
import type { ReactNode } from 'react';
import { live } from '../../live/live.js';
import type { LaneView } from '../../live/stream.js';
import { exact } from '../../ui/format/numbers.js';
import { SIDES, sideClass } from '../../ui/side.js';
import { SinceTime } from '../../ui/TimeText.js';
import { useValue } from '../../ui/value-store.js';
import classes from './Lane.module.css';
import row from './Row.module.css';

const COLUMNS: Record<Side, readonly (readonly [string, string?])[]> = {
  http: [['time'], ['method'], ['route'], ['status'], ['blocked'], ['bytes', row.bytes]],
  kafka: [['time'], ['topic / partition @ offset'], ['key', row.key], ['value', row.value], ['groups']],
};

interface Props {
  side: Side;
  view: LaneView;
  /** The lane stands still because the pointer is on it, while the other goes on. */
  pointed: boolean;
  /** How the side itself is, where that is known. */
  health: HealthItem | undefined;
  children: ReactNode;
}

/** The name of a lane, its figures, and the names of its columns. */
export function LaneHead({ side, view, pointed, health, children }: Props) {
  const { word, sign, manner } = SIDES[side];
  const silentSince = useValue(live.silentSince);
  const newest = view.rows.findLast((one) => one.type === 'flow');
  const last = newest?.type === 'flow' ? flowInstant(newest.flow) : null;
  return (
    <div className={classes.head}>
      <h2 className={`${classes.name} ${sideClass(side)}`} id={`lane-${side}`}>
        <span aria-hidden>{sign}</span> {word} <span className={classes.manner}>{manner}</span>
        {health?.state === 'down' && (
          <span className={`bad ${classes.down}`}>
            down since <SinceTime instant={health.since} />
          </span>
        )}
        {silentSince !== null && (
          <span className={classes.old}>
            nothing since <SinceTime instant={silentSince} />
            {last !== null && (
              <>
                {' '}
                · last row <SinceTime instant={last} />
              </>
            )}
          </span>
        )}
        {side === 'kafka' && (
          <span className={classes.legend}>
            <i className={row.passed} aria-hidden /> group has passed <i className={row.waiting} aria-hidden /> not yet
          </span>
        )}
        {pointed && view.waiting > 0 && <span className={classes.held}>held while you point: {exact(view.waiting)} wait</span>}
      </h2>
      <div className={classes.figures}>{children}</div>
      <div className={`${row.columns} ${row[side]}`} aria-hidden>
        {COLUMNS[side].map(([name, className]) => (
          <span key={name} className={className}>
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}
