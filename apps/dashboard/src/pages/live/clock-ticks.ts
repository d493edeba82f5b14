import { heightOfInstant, visibleInstants, type LanePlace } from './geometry.js';

/** A mark on the clock between the lanes: how long before the newest flow, and where on each side. */
export interface ClockTick {
  label: string;
  left: number;
  right: number;
}

const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000].concat(
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  [1, 2, 3, 6, 12, 24].map((hours) => hours * 3_600_000),
);
/** Labels do not stand closer than this. */
const APART_PX = 30;

/**
 * The clock that runs along the road. The lanes are not equally dense, so a moment stands at two
 * heights; the mark leads from one to the other. Null marks are those that would crowd.
 * @returns the newest instant (the clock's zero) and the marks below it; null without flows
 */
export function clockTicks(left: LanePlace, right: LanePlace): { zero: number; ticks: ClockTick[] } | null {
  const instants = [visibleInstants(left), visibleInstants(right)];
  const known = instants.flat();
  if (known.length === 0) return null;
  const zero = known.reduce((a, b) => Math.max(a, b));
  const oldest = known.reduce((a, b) => Math.min(a, b));
  const height = Math.max(left.height, right.height);
  const step = STEPS_MS.find((candidate) => (zero - oldest) / candidate <= height / 48) ?? 86_400_000;
  const ticks: ClockTick[] = [];
  let previous = 0;
  for (let age = step; age <= zero - oldest && ticks.length < 60; age += step) {
    const tick = { label: `−${ageText(age, step)}`, left: heightOfInstant(left, zero - age), right: heightOfInstant(right, zero - age) };
    const middle = (tick.left + tick.right) / 2;
    if (middle - previous < APART_PX || middle > height - 10) continue;
    previous = middle;
    ticks.push(tick);
  }
  return { zero, ticks };
}

function ageText(ms: number, step: number): string {
  if (ms < 1_000 && step < 100) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(step < 1_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min${ms % 60_000 === 0 ? '' : ` ${Math.round((ms % 60_000) / 1_000)}`}`;
  return `${(ms / 3_600_000).toFixed(ms % 3_600_000 === 0 ? 0 : 1)} h`;
}
