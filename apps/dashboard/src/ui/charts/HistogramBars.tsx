import type { HistogramBar } from '@contraflow/contract';
import { asText, count, duration } from '../format/numbers.js';
import classes from './HistogramBars.module.css';

export interface BarSet {
  name: string;
  /** A CSS colour. */
  colour: string;
  bars: readonly HistogramBar[];
}

interface Props {
  label: string;
  sets: readonly BarSet[];
  /** Lines with a name, such as p50 and p95. */
  marks?: readonly { name: string; ns: number }[];
  height?: number;
}

const WIDTH = 330;
/** Nothing here is measured more finely; what is shorter (clocks apart, or equal) stands at the left edge. */
const FINEST_NS = 10_000;

/** Latencies over a logarithmic axis that all sets share; each set is scaled to its own highest bar. */
export function HistogramBars({ label, sets, marks = [], height = 104 }: Props) {
  const bars = sets.flatMap((set) => set.bars).filter((bar) => bar.count > 0);
  if (bars.length === 0) return <p className={classes.none}>Nothing was measured in this window</p>;
  const low = Math.log(Math.max(FINEST_NS, Math.min(...bars.map((bar) => bar.fromNs))));
  const high = Math.log(Math.max(FINEST_NS * 10, ...bars.map((bar) => bar.toNs)));
  const x = (ns: number) => (Math.max(0, Math.log(Math.max(1, ns)) - low) / Math.max(high - low, 1e-9)) * WIDTH;
  const foot = height - 18;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} width="100%" height={height} role="img" aria-label={`${label}. ${marks.map(({ name, ns }) => `${name} ${asText(duration(ns))}`).join(', ')}`}>
      {sets.map((set) => {
        const highest = Math.max(1, ...set.bars.map((bar) => bar.count));
        return set.bars
          .filter((bar) => bar.count > 0)
          .map((bar) => {
            const size = (bar.count / highest) * (foot - 26);
            const width = Math.max(1, x(bar.toNs) - x(bar.fromNs) - 1);
            return (
              <rect key={`${set.name} ${bar.fromNs}`} x={x(bar.fromNs)} y={foot - size} width={width} height={size} fill={set.colour} opacity={0.75}>
                <title>{`${set.name} ${asText(duration(bar.fromNs))} to ${asText(duration(bar.toNs))}: ${asText(count(bar.count))}`}</title>
              </rect>
            );
          });
      })}
      {marks.map(({ name, ns }, index) => {
        const right = x(ns) > WIDTH - 40;
        return (
          <g key={name}>
            <line x1={x(ns)} x2={x(ns)} y1={10 + 10 * (index % 2)} y2={foot} className={classes.mark} />
            <text x={x(ns) + (right ? -4 : 4)} y={18 + 10 * (index % 2)} textAnchor={right ? 'end' : 'start'} className={classes.name}>
              {name}
            </text>
          </g>
        );
      })}
      <text x={0} y={height - 4} className={classes.end}>
        {asText(duration(Math.exp(low)))}
      </text>
      <text x={WIDTH} y={height - 4} textAnchor="end" className={classes.end}>
        {asText(duration(Math.exp(high)))}
      </text>
    </svg>
  );
}
