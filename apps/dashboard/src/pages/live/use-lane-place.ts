import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import type { LaneRow } from '../../live/lane.js';
import type { LanePlace } from './geometry.js';

/** Where a lane is scrolled to and how high it is; `outer` is the box that tells the height. */
export function useLanePlace(rows: readonly LaneRow[]) {
  const { ref, height } = useElementSize<HTMLDivElement>();
  const [scrollTop, scrolled] = useState(0);
  const place: LanePlace = { rows, scrollTop, height };
  return { outer: ref, place, scrolled };
}
