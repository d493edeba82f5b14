import type { HealthItem, HealthState } from '@contraflow/contract';
import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { absolute, relative, sinceWhen } from '../format/times.js';
import { useNow } from '../now.js';
import { useZone } from '../zone.js';
import { inOrder } from './in-order.js';
import classes from './HealthStrip.module.css';

/** Shape and word say the state too, not colour alone. */
const STATES: Record<HealthState, { word: string; className: string | undefined }> = {
  ok: { word: 'is well', className: classes.ok },
  degraded: { word: 'is degraded', className: classes.degraded },
  down: { word: 'is down', className: classes.down },
  off: { word: 'is off', className: classes.off },
};

/** How each part is, and since when where it is not well. */
export function HealthStrip({ items, end }: { items: readonly HealthItem[] | null; end?: ReactNode }) {
  return (
    <div className={classes.strip}>
      <ul className={classes.items} aria-label="Health of the parts">
        {items === null && <li className="muted">Asking how the parts are…</li>}
        {items && inOrder(items).map((item) => <Item key={item.id} item={item} />)}
      </ul>
      {end !== undefined && <div className={classes.end}>{end}</div>}
    </div>
  );
}

function Item({ item }: { item: HealthItem }) {
  const zone = useZone();
  const now = useNow();
  const { word, className } = STATES[item.state];
  const wrong = item.state === 'down' || item.state === 'degraded';
  const since = `since ${sinceWhen(item.since, now, zone)}`;
  return (
    <Tooltip label={<Explanation item={item} text={`${item.label} ${word} since ${absolute(item.since, zone)} (${relative(item.since, now)})`} />}>
      <li className={classes.item} {...(item.href === undefined ? { tabIndex: 0 } : {})}>
        <Led item={item}>
          <i className={`${classes.sign} ${className}`} aria-hidden />
          <b>{item.label}</b>
          <span className="visually-hidden">{word}</span>
          <span className={wrong ? (item.state === 'down' ? 'bad' : 'warn') : undefined}>
            {item.figure}
            {wrong && ` ${since}`}
          </span>
        </Led>
      </li>
    </Tooltip>
  );
}

/** Where a page shows more of it, the item leads there. */
function Led({ item, children }: { item: HealthItem; children: ReactNode }) {
  if (item.href === undefined) return children;
  return (
    <Link to={item.href} className={classes.link}>
      {children}
    </Link>
  );
}

function Explanation({ item, text }: { item: HealthItem; text: string }) {
  return (
    <>
      <div>{text}</div>
      {item.detail !== null && <div style={{ marginTop: 4 }}>{item.detail}</div>}
    </>
  );
}
