import type { LaneRow } from '../../live/lane.js';
import { middleOf, type LanePlace } from './geometry.js';

/** A tie across the road, from the flow that is pointed at to one of its trace on the other side. */
export interface Tie {
  /** Id of the linked flow. */
  id: string;
  from: number;
  to: number;
  /** The linked row is scrolled away: the tie ends at the edge. */
  away: boolean;
}

/** Nobody can follow more of them. */
const LIMIT = 40;

/**
 * Ties of one flow to the rows of its trace in the other lane.
 * @returns heights in px from the top of the visible part; empty when the flow itself is not in its lane
 */
export function tiesOf(flow: { id: string; traceId: string | null }, own: LanePlace, other: LanePlace): Tie[] {
  if (flow.traceId === null) return [];
  const index = own.rows.findLastIndex((row) => row.type === 'flow' && row.flow.id === flow.id);
  if (index === -1) return [];
  const from = clamp(middleOf(own, index), own.height);
  const ties: Tie[] = [];
  for (let at = other.rows.length - 1; at >= 0 && ties.length < LIMIT; at -= 1) {
    const row = other.rows[at] as LaneRow;
    if (row.type !== 'flow' || row.flow.traceId !== flow.traceId) continue;
    const middle = middleOf(other, at);
    const to = clamp(middle, other.height);
    ties.push({ id: row.flow.id, from, to, away: to !== middle });
  }
  return ties;
}

const clamp = (value: number, height: number) => Math.min(Math.max(value, 0), height);
