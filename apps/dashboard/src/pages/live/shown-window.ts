import { flowInstant } from '@contraflow/contract';
import type { LiveStream } from '../../live/stream.js';

/** Rows of a lane that a screen shows, roughly. */
const ROWS = 40;
const WITHOUT_ROWS_MS = 15 * 60_000;

/** The time that the newest rows of both lanes are of, epoch ms; without rows the quarter of an hour before `now`. */
export function shownWindow(stream: Pick<LiveStream, 'lane'>, now: number): { from: number; to: number } {
  const instants = (['http', 'kafka'] as const).flatMap((side) =>
    stream
      .lane(side)
      .get()
      .rows.slice(-ROWS)
      .flatMap((row) => (row.type === 'flow' ? [flowInstant(row.flow)] : [])),
  );
  if (instants.length === 0) return { from: now - WITHOUT_ROWS_MS, to: now };
  return { from: Math.floor(Math.min(...instants)), to: Math.ceil(Math.max(...instants)) + 1 };
}
