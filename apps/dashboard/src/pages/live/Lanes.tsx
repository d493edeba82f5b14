import type { FlowSummary, Side } from '@contraflow/contract';
import type { RefObject } from 'react';
import { useView } from '../../app/view-search.js';
import { live } from '../../live/live.js';
import type { LaneView } from '../../live/stream.js';
import { useValue } from '../../ui/value-store.js';
import classes from './Lane.module.css';
import { LaneSection } from './LaneSection.js';
import { Road, RoadHead } from './Road.js';
import { useLanePlace } from './use-lane-place.js';
import { useLiveShortcuts } from './use-live-shortcuts.js';
import { usePointed } from './use-pointed.js';
import type { usePausing } from './use-pausing.js';
import { useRowCursor } from './use-row-cursor.js';
import { WaitingPill } from './WaitingPill.js';

interface Props {
  boxes: Record<Side, RefObject<HTMLDivElement | null>>;
  pausing: ReturnType<typeof usePausing>;
}

/** REST on the left, Kafka on the right, the road between them. */
export function Lanes({ boxes, pausing }: Props) {
  const { flow: opened, openFlow } = useView();
  const views: Record<Side, LaneView> = { http: useValue(live.stream.lane('http')), kafka: useValue(live.stream.lane('kafka')) };
  const places = { http: useLanePlace(views.http.rows), kafka: useLanePlace(views.kafka.rows) };
  const rowCursor = useRowCursor({ http: views.http.rows, kafka: views.kafka.rows }, boxes);
  const { pointed, point } = usePointed();
  const { cursor } = rowCursor;
  const silent = useValue(live.silentSince) !== null;
  const focus = pointed ?? (opened !== null ? findFlow(views, opened) : null) ?? cursor?.flow ?? null;
  useLiveShortcuts({ pausing, rowCursor, pointed });

  const section = (side: Side) => (
    <LaneSection
      side={side}
      view={views[side]}
      box={boxes[side]}
      outer={places[side].outer}
      focus={focus}
      pointed={pointed?.kind === side && !pausing.paused}
      cursor={cursor?.side === side ? cursor.flow.id : null}
      onPoint={point(side)}
      onOpen={(flow) => {
        rowCursor.set({ side, flow });
        openFlow(flow.id);
      }}
      onScroll={(top) => {
        places[side].scrolled(top);
        pausing.scrolled(top);
      }}
    />
  );
  return (
    <div className={classes.lanes} data-old={silent || undefined}>
      {section('http')}
      <div style={{ gridArea: 'roadHead' }}>
        <RoadHead />
      </div>
      <div style={{ gridArea: 'road', minHeight: 0 }}>
        <Road places={{ http: places.http.place, kafka: places.kafka.place }} focus={focus} />
      </div>
      {section('kafka')}
      <WaitingPill paused={pausing.paused} onResume={pausing.toggle} />
    </div>
  );
}

function findFlow(views: Record<Side, LaneView>, id: string): FlowSummary | null {
  for (const { rows } of Object.values(views)) {
    const row = rows.findLast((one) => one.type === 'flow' && one.flow.id === id);
    if (row?.type === 'flow') return row.flow;
  }
  return null;
}
