import type { FlowSummary, Side } from '@contraflow/contract';
import { useMemo } from 'react';
import { Page } from '../../app/layout/Page.js';
import { useView } from '../../app/view-search.js';
import { live } from '../../live/live.js';
import type { LaneView } from '../../live/stream.js';
import { useValue } from '../../ui/value-store.js';
import classes from './Lane.module.css';
import { LaneSection } from './LaneSection.js';
import { LiveBar } from './LiveBar.js';
import { Road, RoadHead } from './Road.js';
import { Totals } from './Totals.js';
import { useLanePlace } from './use-lane-place.js';
import { useLiveShortcuts } from './use-live-shortcuts.js';
import { useLiveView } from './use-live-view.js';
import { usePointed } from './use-pointed.js';
import { usePausing } from './use-pausing.js';
import { useRowCursor } from './use-row-cursor.js';
import { WaitingPill } from './WaitingPill.js';

/** Both lanes as they fill, one clock between them. */
export function LivePage() {
  useLiveView();
  const { flow: opened, openFlow } = useView();
  const views: Record<Side, LaneView> = { http: useValue(live.stream.lane('http')), kafka: useValue(live.stream.lane('kafka')) };
  const http = useLanePlace(views.http.rows);
  const kafka = useLanePlace(views.kafka.rows);
  const boxes = useMemo(() => ({ http: http.box, kafka: kafka.box }), [http.box, kafka.box]);
  const pausing = usePausing(boxes);
  const rowCursor = useRowCursor({ http: views.http.rows, kafka: views.kafka.rows }, boxes);
  const { pointed, point } = usePointed();
  const { cursor } = rowCursor;
  const focus = pointed ?? (opened !== null ? findFlow(views, opened) : null) ?? cursor?.flow ?? null;
  useLiveShortcuts({ pausing, rowCursor, pointed });

  const section = (side: Side, lane: typeof http) => (
    <LaneSection
      side={side}
      view={views[side]}
      box={lane.box}
      outer={lane.outer}
      focus={focus}
      pointed={pointed?.kind === side && !pausing.paused}
      cursor={cursor?.side === side ? cursor.flow.id : null}
      onPoint={point(side)}
      onOpen={(flow) => {
        rowCursor.set({ side, flow });
        openFlow(flow.id);
      }}
      onScroll={(top) => {
        lane.scrolled(top);
        pausing.scrolled(top);
      }}
    />
  );
  return (
    <Page title="Live" scrolls={false} top={<LiveBar paused={pausing.paused} onToggle={pausing.toggle} />}>
      <h1 className="visually-hidden">Live</h1>
      <div className={classes.lanes}>
        {section('http', http)}
        <div style={{ gridArea: 'roadHead' }}>
          <RoadHead />
        </div>
        <div style={{ gridArea: 'road', minHeight: 0 }}>
          <Road places={{ http: http.place, kafka: kafka.place }} focus={focus} />
        </div>
        {section('kafka', kafka)}
        <WaitingPill paused={pausing.paused} onResume={pausing.toggle} />
      </div>
      <Totals />
    </Page>
  );
}

function findFlow(views: Record<Side, LaneView>, id: string): FlowSummary | null {
  for (const { rows } of Object.values(views)) {
    const row = rows.findLast((one) => one.type === 'flow' && one.flow.id === id);
    if (row?.type === 'flow') return row.flow;
  }
  return null;
}
