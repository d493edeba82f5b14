import type { Contrast } from '@contraflow/contract';
import type { Span } from '@contraflow/store';

type Series = Contrast['purpose']['http']['series'];

/**
 * One point a step of the span. `valueOf` answers null where nothing was looked at: a gap.
 * @param until the end of what has been measured, epoch milliseconds: the last step may be cut
 */
export function seriesOf(span: Span, until: number, valueOf: (start: number, seconds: number) => number | null): Series {
  const points: Series['points'] = [];
  for (let start = Math.floor(span.from / span.stepMs) * span.stepMs; start < until; start += span.stepMs) {
    const seconds = (Math.min(start + span.stepMs, until) - Math.max(start, span.from)) / 1_000;
    points.push([Math.max(start, span.from), valueOf(start, seconds)]);
  }
  return { stepMs: span.stepMs, points };
}
