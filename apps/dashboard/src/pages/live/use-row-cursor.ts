import type { FlowSummary, Side } from '@contraflow/contract';
import { useState, type RefObject } from 'react';
import type { LaneRow } from '../../live/lane.js';
import { otherSide } from '../../ui/side.js';
import { ROW_PX } from './geometry.js';

export interface RowCursor {
  side: Side;
  flow: FlowSummary;
}

/** The keyboard's place among the rows of both lanes. */
export function useRowCursor(rows: Record<Side, readonly LaneRow[]>, boxes: Record<Side, RefObject<HTMLDivElement | null>>) {
  const [cursor, setCursor] = useState<RowCursor | null>(null);

  const place = (side: Side, flow: FlowSummary, index: number) => {
    setCursor({ side, flow });
    const box = boxes[side].current;
    const top = (rows[side].length - 1 - index) * ROW_PX;
    if (!box) return;
    if (top < box.scrollTop) box.scrollTo({ top });
    else if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTo({ top: top + ROW_PX - box.clientHeight });
  };

  /** Towards older rows (1) or newer ones (-1), past what was left out. */
  const step = (direction: 1 | -1) => {
    const side = cursor?.side ?? (rows.http.length > 0 ? 'http' : 'kafka');
    const list = rows[side];
    const at = cursor ? indexOf(list, cursor.flow.id) : -1;
    let index = at === -1 ? list.length - 1 : at - direction;
    while (list[index]?.type === 'leftOut') index -= direction;
    const row = list[index];
    if (row?.type === 'flow') place(side, row.flow, index);
  };

  /** To the other lane: to a flow of the same trace where there is one, else to the row beside. */
  const cross = () => {
    if (!cursor) return step(1);
    const side = otherSide(cursor.side);
    const list = rows[side];
    const { traceId } = cursor.flow;
    const linked = traceId === null ? -1 : list.findLastIndex((row) => row.type === 'flow' && row.flow.traceId === traceId);
    const beside = Math.max(0, list.length - (rows[cursor.side].length - indexOf(rows[cursor.side], cursor.flow.id)));
    const index = linked === -1 ? beside : linked;
    const row = list[index];
    if (row?.type === 'flow') place(side, row.flow, index);
  };

  return { cursor, set: setCursor, step, cross, clear: () => setCursor(null) };
}

const indexOf = (rows: readonly LaneRow[], id: string) => rows.findLastIndex((row) => row.type === 'flow' && row.flow.id === id);
