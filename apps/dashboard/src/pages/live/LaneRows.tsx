import type { FlowSummary, Side } from '@contraflow/contract';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, type CSSProperties, type RefObject } from 'react';
import type { FlowRow, LaneRow, LeftOutRow } from '../../live/lane.js';
import { MAX_PER_SECOND } from '../../live/session.js';
import type { LaneView, ProgressView } from '../../live/stream.js';
import { exact } from '../../ui/format/numbers.js';
import { SIDES } from '../../ui/side.js';
import { useZone } from '../../ui/zone.js';
import { ROW_PX } from './geometry.js';
import { HttpCells } from './HttpRow.js';
import { KafkaCells } from './KafkaRow.js';
import classes from './Lane.module.css';
import row from './Row.module.css';

interface Props {
  side: Side;
  view: LaneView;
  progress: ProgressView;
  box: RefObject<HTMLDivElement | null>;
  /** The flow that the pointer or the cursor is on, or whose details are open. */
  focus: FlowSummary | null;
  /** Id of the flow that the keyboard's cursor is on. */
  cursor: string | null;
  onPoint: (flow: FlowSummary | null) => void;
  onOpen: (flow: FlowSummary) => void;
  onScroll: (scrollTop: number) => void;
}

/** More new rows than this at once would blur, not slide. */
const SLIDING = 4;

/** The rows of one lane, newest first; only what is visible is there. */
export function LaneRows({ side, view, progress, box, focus, cursor, onPoint, onOpen, onScroll }: Props) {
  const zone = useZone();
  const { rows } = view;
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, overscan: 4 });
  const items = virtualizer.getVirtualItems();
  const list = useSliding(rows, box);
  // A pointer over rows that are gone leaves nothing: it has to be told.
  const left = useEffectEvent(() => onPoint(null));
  useEffect(() => () => left(), []);
  return (
    <div
      ref={box}
      className={classes.rows}
      role="listbox"
      aria-label={`${SIDES[side].word} flows, newest first`}
      aria-activedescendant={cursor === null ? undefined : `flow-${cursor}`}
      tabIndex={0}
      onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
      onPointerLeave={() => onPoint(null)}
    >
      <div style={{ height: virtualizer.getTotalSize() }}>
        <div ref={list} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          <div className={classes.slide}>
            {items.map(({ index }, at) => {
              const one = rows[rows.length - 1 - index];
              if (one === undefined) return null;
              // Elements go round: rows that left at the foot come back at the top with other words.
              const place = one.seq % items.length;
              // Moved by a transform, which lays out nothing anew: rows that give way to new ones are no layout shift.
              const style = { transform: `translateY(${at * ROW_PX}px)` };
              if (one.type === 'leftOut') return <LeftOut key={`left out ${place}`} row={one} style={style} />;
              const { flow } = one;
              const lit = focus !== null && (flow.id === focus.id || (focus.traceId !== null && flow.traceId === focus.traceId));
              const marks = `${lit ? row.lit : ''} ${flow.id === cursor ? row.cursor : ''}`;
              return (
                <div
                  key={place}
                  id={`flow-${flow.id}`}
                  role="option"
                  aria-selected={flow.id === focus?.id}
                  className={`${row.row} ${row[side]} ${marks}`}
                  style={style}
                  // Not on entering: a row that slides under a resting pointer is not pointed at.
                  onPointerMove={(event) => event.pointerType !== 'touch' && onPoint(flow)}
                  onClick={() => onOpen(flow)}
                >
                  <Cells one={one} zone={zone} progress={progress} />
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function Cells({ one: { flow }, zone, progress }: { one: FlowRow; zone: ReturnType<typeof useZone>; progress: ProgressView }) {
  if (flow.kind === 'http') return <HttpCells exchange={flow} zone={zone} />;
  const groups = progress.board.passages(flow).map(({ consumerGroup, passed }) => `${passed ? '+' : '-'}${consumerGroup}`);
  return <KafkaCells record={flow} zone={zone} groups={groups.join('\n')} />;
}

function LeftOut({ row: { count, matchedPerSecond }, style }: { row: LeftOutRow; style: CSSProperties }) {
  const came = matchedPerSecond === null ? '' : `: ${exact(matchedPerSecond)}/s came, this page takes ${exact(MAX_PER_SECOND)}/s`;
  return (
    <div className={row.leftOut} style={style} role="option" aria-selected={false} aria-disabled>
      <span>
        {exact(count)} left out{came} · all recorded · narrow the filter
      </span>
    </div>
  );
}

/** A few new rows slide in from above; many just stand there. */
function useSliding(rows: readonly LaneRow[], box: RefObject<HTMLDivElement | null>): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const newest = rows.at(-1)?.seq ?? -1;
  const before = useRef(newest);
  useLayoutEffect(() => {
    const added = newest - before.current;
    before.current = newest;
    if (added <= 0 || added > SLIDING) return;
    // Asked last: where a box is scrolled to is known only once everything is laid out.
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || (box.current?.scrollTop ?? 0) > 0) return;
    list.current?.firstElementChild?.animate([{ transform: `translateY(${-added * ROW_PX}px)` }, { transform: 'none' }], { duration: 120, easing: 'ease-out' });
  }, [newest, box]);
  return list;
}
