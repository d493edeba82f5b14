import type { Side } from '@contraflow/contract';
import { SIDES, sideClass } from './side.js';
import classes from './SideBadge.module.css';

/** The sign and the word of a side in its colour; `short` shows the sign and keeps the word for readers. */
export function SideBadge({ side, short = false }: { side: Side; short?: boolean }) {
  const { word, sign } = SIDES[side];
  return (
    <span className={`${classes.badge} ${sideClass(side)}`} title={short ? word : undefined}>
      <span aria-hidden>{sign}</span>
      {short ? <span className="visually-hidden">{word}</span> : word}
    </span>
  );
}
