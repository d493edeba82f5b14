import type { HealthItem, HealthState } from '@contraflow/contract';
import { Anchor, Popover, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { absolute, relative, sinceWhen } from '../format/times.js';
import { useNow } from '../now.js';
import { SinceTime } from '../TimeText.js';
import { useZone } from '../zone.js';
import { arrange, type Place } from './arrange.js';
import classes from './HealthStrip.module.css';
import { useFitting } from './use-fitting.js';
import { useRovingFocus } from './use-roving-focus.js';

/** Shape and word say the state too, not colour alone. */
const STATES: Record<HealthState, { word: string; className: string | undefined; tone: string }> = {
  ok: { word: 'is well', className: classes.ok, tone: '' },
  degraded: { word: 'is degraded', className: classes.degraded, tone: 'warn' },
  down: { word: 'is down', className: classes.down, tone: 'bad' },
  off: { word: 'is off', className: classes.off, tone: '' },
};
const isWrong = (state: HealthState) => state === 'down' || state === 'degraded';

interface Props {
  items: readonly HealthItem[] | null;
  /** When the server said so last, where that is a while ago. */
  asOf?: number | null;
  end?: ReactNode;
}

/** How each part is, and since when where it is not well. One tab stop: arrows move within. */
export function HealthStrip({ items, asOf = null, end }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const places = items === null ? [] : arrange(items);
  const fitting = useFitting(bar, places.map(({ id, label, figure }) => `${id}${label}${figure}`).join());
  const keys = useRovingFocus(strip);
  const hidden = places.slice(fitting).flatMap((place) => place.items);
  return (
    <div ref={strip} className={classes.strip} data-old={asOf !== null || undefined} role="toolbar" aria-label="Health of the parts" {...keys}>
      {items === null ? (
        <span className={classes.items}>Asking how the parts are…</span>
      ) : (
        <div ref={bar} className={classes.items}>
          {places.map((place, index) => (
            <PlaceButton key={place.id} place={place} hidden={index >= fitting} />
          ))}
        </div>
      )}
      {asOf !== null && (
        <span className="warn">
          as of <SinceTime instant={asOf} />
        </span>
      )}
      {items !== null && hidden.length > 0 && <Rest items={items} hidden={hidden} />}
      {end !== undefined && <div className={classes.end}>{end}</div>}
    </div>
  );
}

function PlaceButton({ place, hidden }: { place: Place; hidden: boolean }) {
  const zone = useZone();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const { word, className, tone } = STATES[place.state];
  const since = isWrong(place.state) && place.since !== null ? ` since ${sinceWhen(place.since, now, zone)}` : '';
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" withRoles returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.item} data-state={place.state} data-hidden={hidden || undefined} onClick={() => setOpen(!open)} title={`${place.label} ${word}: ${place.figure}${since}`}>
          <i className={`${classes.sign} ${className}`} aria-hidden />
          <b className={classes.label}>{place.label}</b>
          <span className="visually-hidden">{word}</span>
          <span className={`${classes.figure} ${tone}`}>
            {place.figure}
            {since}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={`How ${place.label} is`} p={0}>
        {open && (place.items.length === 0 ? <p className={classes.none}>{place.figure}</p> : <Explanations items={place.items} />)}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Everything, where the strip has no room for it. */
function Rest({ items, hidden }: { items: readonly HealthItem[]; hidden: readonly HealthItem[] }) {
  const worst = hidden.find(({ state }) => state === 'down') ?? hidden.find(({ state }) => state === 'degraded');
  return (
    <Popover position="bottom-end" shadow="md" withRoles returnFocus trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.item} flex="none">
          {worst && <i className={`${classes.sign} ${STATES[worst.state].className}`} aria-hidden />}
          <span className={worst && STATES[worst.state].tone}>+{hidden.length}</span>
          <span className="visually-hidden">more parts{worst && `, ${worst.label} ${STATES[worst.state].word}`}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="How all parts are" p={0}>
        <Explanations items={arrange(items).flatMap((place) => place.items)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Explanations({ items }: { items: readonly HealthItem[] }) {
  const zone = useZone();
  const now = useNow();
  return (
    <ul className={classes.list} tabIndex={0} aria-label="Parts">
      {items.map((item) => {
        const { word, className, tone } = STATES[item.state];
        return (
          <li key={item.id}>
            <div>
              <i className={`${classes.sign} ${className}`} aria-hidden /> <b className={classes.whole}>{item.label}</b> {word}: <span className={tone}>{item.figure}</span>
            </div>
            <div className="muted">
              since {absolute(item.since, zone)} ({relative(item.since, now)})
            </div>
            {item.detail !== null && <div>{item.detail}</div>}
            {item.href !== undefined && (
              <Anchor size="sm" renderRoot={(props) => <Link to={item.href} {...props} />}>
                Look closer
              </Anchor>
            )}
          </li>
        );
      })}
    </ul>
  );
}
