import type { Side } from '@contraflow/contract';
import { asText, count } from '../../ui/format/numbers.js';
import { sideClass } from '../../ui/side.js';
import classes from './Contrast.module.css';

export interface PairLine {
  from: string;
  to: string;
  count: number;
  unit: string;
}

const SHOWN = 6;

/** Who talks to whom: an arrow a pair, as thick as its share (by the logarithm: small ones stay visible). */
export function PairList({ pairs, side }: { pairs: PairLine[]; side: Side }) {
  if (pairs.length === 0) return <p className={classes.none}>nobody in this window</p>;
  const shown = [...pairs].sort((a, b) => b.count - a.count).slice(0, SHOWN);
  const most = Math.log1p(shown[0]?.count ?? 1);
  return (
    <>
      <div className={classes.pairs}>
        {shown.map((pair) => (
          <Pair key={`${pair.from} ${pair.to} ${pair.unit}`} pair={pair} weight={most === 0 ? 0 : Math.log1p(pair.count) / most} side={side} />
        ))}
      </div>
      {pairs.length > SHOWN && <p className={classes.note}>and {pairs.length - SHOWN} more</p>}
    </>
  );
}

function Pair({ pair, weight, side }: { pair: PairLine; weight: number; side: Side }) {
  return (
    <>
      <span className={`mono ${classes.from}`} title={pair.from}>
        {pair.from}
      </span>
      <span className={`${classes.arrow} ${sideClass(side)}`}>
        <i style={{ height: 1 + Math.round(weight * 4) }} />
        <span aria-hidden>▸</span>
        <span className="visually-hidden">to</span>
      </span>
      <span className="mono" title={pair.to}>
        {pair.to}
      </span>
      <span className="muted">
        {asText(count(pair.count))} {pair.unit}
      </span>
    </>
  );
}
