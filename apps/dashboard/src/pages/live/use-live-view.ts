import { useEffect } from 'react';
import { useView } from '../../app/view-search.js';
import { live } from '../../live/live.js';

/** Asks the server for what the address says, and holds it while the address says paused. */
export function useLiveView(): void {
  const { filter, mistakes, paused } = useView();
  const readable = mistakes.filter === null;
  useEffect(() => (readable ? live.show({ sides: ['http', 'kafka'], filter }) : live.leave()), [filter, readable]);
  useEffect(() => (paused ? live.pause() : live.resume()), [paused]);
  useEffect(
    () => () => {
      live.resume();
      live.leave();
    },
    [],
  );
}
