import type { FlowSummary, Side } from '@contraflow/contract';
import type { Ref, RefObject } from 'react';
import { useView } from '../../app/view-search.js';
import { live } from '../../live/live.js';
import type { LaneView } from '../../live/stream.js';
import { useValue } from '../../ui/value-store.js';
import { Kpis } from './Kpis.js';
import classes from './Lane.module.css';
import { LaneHead } from './LaneHead.js';
import { LaneRows } from './LaneRows.js';
import { LaneWithoutRows } from './LaneStates.js';

interface Props {
  side: Side;
  view: LaneView;
  /** Scrolls the rows. */
  box: RefObject<HTMLDivElement | null>;
  /** Holds them, and is measured. */
  outer: Ref<HTMLDivElement>;
  focus: FlowSummary | null;
  pointed: boolean;
  cursor: string | null;
  onPoint: (flow: FlowSummary | null) => void;
  onOpen: (flow: FlowSummary) => void;
  onScroll: (scrollTop: number) => void;
}

const AREAS = { http: ['restHead', 'restRows'], kafka: ['kafkaHead', 'kafkaRows'] } as const;

/** One lane: its head with the figures, and its rows or why there are none. */
export function LaneSection({ side, view, box, outer, focus, pointed, cursor, onPoint, onOpen, onScroll }: Props) {
  const { filter } = useView();
  const pulses = useValue(live.stream.pulses);
  const progress = useValue(live.stream.progress);
  const settled = useValue(live.stream.settled);
  const connection = useValue(live.connection);
  const refused = useValue(live.refused);
  const health = useValue(live.stream.health)?.items.find(({ id }) => side === 'kafka' && id === 'kafka');
  const [head, body] = AREAS[side];
  return (
    <section className={classes.lane} aria-labelledby={`lane-${side}`}>
      <div style={{ gridArea: head, minWidth: 0 }}>
        <LaneHead side={side} view={view} pointed={pointed} health={health}>
          <Kpis side={side} pulses={pulses} />
        </LaneHead>
      </div>
      <div ref={outer} style={{ gridArea: body }} className={`${classes.body} ${settled || view.rows.length === 0 ? '' : classes.unsettled}`} aria-busy={!settled}>
        {view.rows.length > 0 && refused === null ? (
          <LaneRows side={side} view={view} progress={progress} box={box} focus={focus} cursor={cursor} onPoint={onPoint} onOpen={onOpen} onScroll={onScroll} />
        ) : (
          <LaneWithoutRows side={side} settled={settled} filter={filter} connection={connection} refused={refused} health={health} onRetry={() => live.open()} />
        )}
      </div>
    </section>
  );
}
