import type { Timeline } from '@contraflow/contract';
import { useRef, useState, type PointerEvent } from 'react';
import { exact } from '../../ui/format/numbers.js';
import { sinceWhen } from '../../ui/format/times.js';
import { useZone } from '../../ui/zone.js';
import { draggedRange, totals } from './timeline-shape.js';
import classes from './Log.module.css';

interface Props {
  timeline: Timeline;
  range: { from: number; to: number };
  /** A part of the range was drawn out with the pointer. */
  onPick: (range: { from: number; to: number }) => void;
}

const HALF = 36;

/** Exchanges above the line, failed ones red at its foot, records below it; drag to look closer. */
export function TimelineChart({ timeline, range, onPick }: Props) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const box = useRef<SVGSVGElement>(null);
  const zone = useZone();
  const length = range.to - range.from;
  const highest = { http: Math.max(1, ...timeline.buckets.map((bucket) => bucket[1])), kafka: Math.max(1, ...timeline.buckets.map((bucket) => bucket[3])) };
  const x = (instant: number) => ((instant - range.from) / length) * 1_000;
  const width = Math.max(0.6, (timeline.stepMs / length) * 1_000 - 0.6);
  const share = (event: PointerEvent) => {
    const bounds = (box.current as SVGSVGElement).getBoundingClientRect();
    return (event.clientX - bounds.left) / bounds.width;
  };
  const sums = totals(timeline);
  const under = pointed === null ? undefined : timeline.buckets.find(([at]) => at <= pointed && pointed < at + timeline.stepMs);

  const move = (event: PointerEvent) => {
    setPointed(range.from + share(event) * length);
    if (drag) setDrag({ ...drag, to: share(event) });
  };
  const release = () => {
    const picked = drag && draggedRange(range, drag.from, drag.to);
    setDrag(null);
    if (picked) onPick(picked);
  };

  return (
    <figure className={classes.timeline}>
      <svg
        ref={box}
        viewBox={`0 0 1000 ${2 * HALF}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${exact(sums.exchanges)} exchanges, ${exact(sums.failed)} of them failed, and ${exact(sums.records)} records over the range`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: share(event), to: share(event) });
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => setPointed(null)}
      >
        {timeline.buckets.map(([at, exchanges, failed, records]) => (
          <g key={at}>
            <rect x={x(at)} width={width} y={HALF - (exchanges / highest.http) * HALF} height={(exchanges / highest.http) * HALF} className={classes.rest} />
            <rect x={x(at)} width={width} y={HALF - (failed / highest.http) * HALF} height={(failed / highest.http) * HALF} className={classes.failed} />
            <rect x={x(at)} width={width} y={HALF} height={(records / highest.kafka) * HALF} className={classes.kafka} />
          </g>
        ))}
        <line x1="0" x2="1000" y1={HALF} y2={HALF} className={classes.road} vectorEffect="non-scaling-stroke" />
        {drag && <rect className={classes.drag} x={Math.min(drag.from, drag.to) * 1_000} width={Math.abs(drag.to - drag.from) * 1_000} y="0" height={2 * HALF} />}
      </svg>
      <figcaption className={classes.caption}>
        {under ? (
          <span className="mono">
            {sinceWhen(under[0], range.to, zone)} · <span className="rest">⇄ {exact(under[1])}</span> · <span className="bad">{exact(under[2])} failed</span> ·{' '}
            <span className="kafka">≋ {exact(under[3])}</span>
          </span>
        ) : (
          <span>
            <span className="rest">⇄ {exact(sums.exchanges)} exchanges</span> · <span className="kafka">≋ {exact(sums.records)} records</span>
            {sums.failed > 0 && <span className="bad"> · {exact(sums.failed)} failed</span>}
          </span>
        )}
        <span className="muted">
          {timeline.source === 'rollup' ? 'from minute roll-ups' : 'counted from rows'}
          {!timeline.complete && <span className="warn"> · not all counted: the time limit ended it, narrow the range</span>}
        </span>
      </figcaption>
    </figure>
  );
}
