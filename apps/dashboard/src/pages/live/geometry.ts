import { flowInstant } from '@contraflow/contract';
import type { LaneRow } from '../../live/lane.js';

/** Height of every row in px: a place follows from a number alone. */
export const ROW_PX = 28;

/** What is needed of a lane to know where its rows stand. */
export interface LanePlace {
  /** Oldest first. */
  rows: readonly LaneRow[];
  scrollTop: number;
  /** Visible height in px. */
  height: number;
}

/** Middle of a row from the top of the visible part; the newest row stands first. Outside of it for rows that are scrolled away. */
export function middleOf(place: LanePlace, index: number): number {
  return (place.rows.length - 1 - index) * ROW_PX + ROW_PX / 2 - place.scrollTop;
}

/** Index (into `rows`) of the visible rows, newest first. */
export function visibleIndexes({ rows, scrollTop, height }: LanePlace): number[] {
  const first = Math.max(0, Math.floor(scrollTop / ROW_PX));
  const last = Math.min(rows.length - 1, Math.floor((scrollTop + height) / ROW_PX));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => rows.length - 1 - first - offset);
}

/** Instants of the visible flows, newest row first. */
export function visibleInstants(place: LanePlace): number[] {
  return visibleIndexes(place).flatMap((index) => {
    const row = place.rows[index] as LaneRow;
    return row.type === 'flow' ? [flowInstant(row.flow)] : [];
  });
}

/**
 * Where an instant lies among the visible rows: below all that are newer. Rows come in the
 * order of their commits, so this is right but for neighbours that overtook each other.
 */
export function heightOfInstant(place: LanePlace, instant: number): number {
  const indexes = visibleIndexes(place);
  const newer = indexes.filter((index) => {
    const row = place.rows[index] as LaneRow;
    return row.type === 'flow' ? flowInstant(row.flow) > instant : false;
  }).length;
  const skipped = Math.max(0, Math.floor(place.scrollTop / ROW_PX));
  return Math.min(place.height, (skipped + newer) * ROW_PX - place.scrollTop);
}
