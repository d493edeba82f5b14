import type { FlowSummary } from '@contraflow/contract';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useShortcuts } from '../../app/keyboard/shortcuts.js';
import { LogCells } from './LogRow.js';
import classes from './Log.module.css';

interface Props {
  flows: FlowSummary[];
  /** Id of the flow whose details are open. */
  open: string | null;
  onOpen: (id: string) => void;
  /** Called when the end of what is loaded comes into sight. */
  onEnd: () => void;
  /** Stands below the last row. */
  foot: ReactNode;
}

const ROW = 28;

/** Every flow of the question, newest first; only what is in sight is drawn. */
export function LogTable({ flows, open, onOpen, onEnd, foot }: Props) {
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const rows = useVirtualizer({ count: flows.length, getScrollElement: () => scroll.current, estimateSize: () => ROW, overscan: 12 });
  const items = rows.getVirtualItems();
  const last = items[items.length - 1]?.index ?? -1;
  useEffect(() => {
    if (flows.length > 0 && last >= flows.length - 20) onEnd();
  }, [last, flows.length, onEnd]);

  const move = (step: number) => {
    const next = Math.min(flows.length - 1, Math.max(0, active + step));
    setActive(next);
    rows.scrollToIndex(next);
  };
  useShortcuts('Log', [
    { keys: 'j', label: 'Next flow', run: () => move(1) },
    { keys: 'k', label: 'Flow before', run: () => move(-1) },
    { keys: 'Enter', label: 'Open the flow', run: () => flows[active] && onOpen(flows[active].id) },
  ]);

  return (
    <>
      <div className={classes.head} aria-hidden>
        <span>time</span>
        <span>side</span>
        <span>route · topic / partition @ offset</span>
        <span>status · key</span>
        <span className={classes.right}>blocked</span>
        <span>caller → service · value</span>
        <span className={classes.right}>bytes</span>
      </div>
      <div ref={scroll} className={classes.scroll} role="group" aria-label="Rows" tabIndex={0}>
        <div role="list" aria-label="Flows, newest first" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const flow = flows[item.index] as FlowSummary;
            return (
              <div
                key={flow.id}
                role="listitem"
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)` }}
                data-active={item.index === active || flow.id === open || undefined}
                data-kind={flow.kind}
                onClick={() => {
                  setActive(item.index);
                  onOpen(flow.id);
                }}
              >
                <LogCells flow={flow} />
              </div>
            );
          })}
        </div>
        <div className={classes.end}>{foot}</div>
      </div>
    </>
  );
}
