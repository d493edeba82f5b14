import type { FlowSummary, Side } from '@contraflow/contract';
import { useCallback, useEffect, useState } from 'react';
import { live } from '../../live/live.js';

/** A pointer that rests this long is not reading: it was left lying there, and the lane should not stand still for it. */
const RESTING_MS = 30_000;

/** The flow under the pointer. It never moves: its lane waits as long as somebody points. */
export function usePointed() {
  const [pointed, setPointed] = useState<FlowSummary | null>(null);
  const point = useCallback(
    (side: Side) => (flow: FlowSummary | null) => {
      setPointed((before) => (before?.id === flow?.id || (flow === null && before?.kind !== side) ? before : flow));
      if (flow) live.stream.hold(side, 'pointed');
      else live.stream.release(side, 'pointed');
    },
    [],
  );
  useEffect(() => {
    if (!pointed) return;
    const rest = () => {
      live.stream.release(pointed.kind, 'pointed');
      setPointed(null);
    };
    let timer = setTimeout(rest, RESTING_MS);
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(rest, RESTING_MS);
    };
    window.addEventListener('pointermove', moved, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pointermove', moved);
    };
  }, [pointed]);
  return { pointed, point };
}
