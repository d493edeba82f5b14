import { draggedRange, totals } from './timeline-shape.js';

test('totals add up both sides and the failed', () => {
  expect(totals({ stepMs: 1, source: 'rows', complete: true, buckets: [[0, 5, 1, 7], [1, 2, 0, 3]] })).toEqual({ exchanges: 7, failed: 1, records: 10 });
});

test('a drag in either direction is the same range', () => {
  const range = { from: 1_000, to: 2_000 };
  expect(draggedRange(range, 0.25, 0.5)).toEqual({ from: 1_250, to: 1_500 });
  expect(draggedRange(range, 0.5, 0.25)).toEqual({ from: 1_250, to: 1_500 });
});

test('a drag beyond the edge ends at the edge, and a click is no drag', () => {
  expect(draggedRange({ from: 0, to: 100 }, 0.5, 1.7)).toEqual({ from: 50, to: 100 });
  expect(draggedRange({ from: 0, to: 100 }, 0.5, 0.5)).toBeNull();
});
