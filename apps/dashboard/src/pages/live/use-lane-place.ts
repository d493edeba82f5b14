import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useRef, useState } from 'react';
import type { LaneRow } from '../../live/lane.js';
import type { LanePlace } from './geometry.js';

/** Where a lane is scrolled to and how high it is, and the boxes that tell. */
export function useLanePlace(rows: readonly LaneRow[]) {
  const box = useRef<HTMLDivElement>(null);
  const { ref, height } = useElementSize<HTMLDivElement>();
  const [scrollTop, setScrollTop] = useState(0);
  const place: LanePlace = { rows, scrollTop, height };
  return { box, outer: useMergedRef(ref), place, scrolled: setScrollTop };
}
