import type { Side } from '@contraflow/contract';
import { useCallback, useRef, type RefObject } from 'react';
import { useView } from '../../app/view-search.js';

/** Scrolled further than this means reading on, not a slip. */
const READING_PX = 6;

/**
 * Pausing by Space and by scrolling down. What was paused by scrolling goes on when both
 * lanes are at their top again; what a person paused goes on when they say so.
 */
export function usePausing(boxes: Record<Side, RefObject<HTMLDivElement | null>>) {
  const { paused, setPaused } = useView();
  const byScroll = useRef(false);
  const toTop = useCallback(() => {
    for (const box of Object.values(boxes)) box.current?.scrollTo({ top: 0 });
  }, [boxes]);
  const toggle = useCallback(() => {
    byScroll.current = false;
    if (paused) toTop();
    setPaused(!paused);
  }, [paused, setPaused, toTop]);
  const scrolled = useCallback(
    (scrollTop: number) => {
      if (!paused && scrollTop > READING_PX) {
        byScroll.current = true;
        setPaused(true);
      } else if (paused && byScroll.current && Object.values(boxes).every((box) => (box.current?.scrollTop ?? 0) <= 0)) {
        byScroll.current = false;
        setPaused(false);
      }
    },
    [boxes, paused, setPaused],
  );
  return { paused, toggle, scrolled, pause: () => !paused && setPaused(true) };
}
