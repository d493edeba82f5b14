import { useMemo, useRef } from 'react';
import { Page } from '../../app/layout/Page.js';
import { Lanes } from './Lanes.js';
import { LiveBar } from './LiveBar.js';
import { Totals } from './Totals.js';
import { useLiveView } from './use-live-view.js';
import { usePausing } from './use-pausing.js';

const USES = ['filter'] as const;

/** Both lanes as they fill, one clock between them. What is drawn with each tick is below {@link Lanes} alone. */
export function LivePage() {
  useLiveView();
  const http = useRef<HTMLDivElement>(null);
  const kafka = useRef<HTMLDivElement>(null);
  const boxes = useMemo(() => ({ http, kafka }), []);
  const pausing = usePausing(boxes);
  return (
    <Page title="Live" uses={USES} scrolls={false} top={<LiveBar paused={pausing.paused} onToggle={pausing.toggle} />}>
      <Lanes boxes={boxes} pausing={pausing} />
      <Totals />
    </Page>
  );
}
