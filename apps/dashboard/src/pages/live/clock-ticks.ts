import { heightOfInstant, visibleInstants, type LanePlace } from './geometry.js';

/** A mark on the clock between the lanes: how long before the newest flow, and where on each side; null where a side does not reach so far. */
export interface ClockTick {
  label: string;
  left: number | null;
  right: number | null;
  /** Where the label stands. */
  middle: number;
}

const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000].concat(
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  [1, 2, 3, 6, 12, 24].map((hours) => hours * 3_600_000),
);
/** Labels do not stand closer than this; the step is chosen for a little more. */
const APART_PX = 30;
const LABEL_PX = 48;
const DAY_MS = 86_400_000;

/**
 * The clock that runs along the road. The lanes are not equally dense, so a moment stands at two
 * heights; the mark leads from one to the other. Marks that would crowd are left out.
 * @returns the newest instant (the clock's zero) and the marks below it; null without flows
 */
export function clockTicks(left: LanePlace, right: LanePlace): { zero: number; ticks: ClockTick[] } | null {
  const instants = { left: visibleInstants(left), right: visibleInstants(right) };
  const spans = [instants.left, instants.right].filter((side) => side.length > 0).map((side) => ({ newest: Math.max(...side), oldest: Math.min(...side) }));
  if (spans.length === 0) return null;
  const zero = Math.max(...spans.map(({ newest }) => newest));
  const height = Math.max(left.height, right.height);
  const longest = Math.max(...spans.map(({ newest, oldest }) => newest - oldest));
  const step = STEPS_MS.find((candidate) => longest / candidate <= height / LABEL_PX) ?? DAY_MS;
  const used = { left: 0, right: 0 };
  const ticks: ClockTick[] = [];
  for (const age of agesWithin(spans, zero, step)) {
    const [l, r] = [placed(left, instants.left, zero - age), placed(right, instants.right, zero - age)];
    const middle = ((l ?? r ?? 0) + (r ?? l ?? 0)) / 2;
    const above = Math.max(l === null ? 0 : used.left, r === null ? 0 : used.right);
    if ((l === null && r === null) || middle - above < APART_PX || middle > height - 10) continue;
    if (l !== null) used.left = middle;
    if (r !== null) used.right = middle;
    ticks.push({ label: `−${ageText(age, step)}`, left: l, right: r, middle });
  }
  return { zero, ticks };
}

/** Round ages that lie within what either side shows: the sides may be hours apart when one stands still. */
function agesWithin(spans: { newest: number; oldest: number }[], zero: number, step: number): number[] {
  const ages = new Set<number>();
  for (const { newest, oldest } of spans) {
    for (let number = Math.max(1, Math.ceil((zero - newest) / step)); number * step <= zero - oldest; number += 1) ages.add(number * step);
  }
  return [...ages].sort((a, b) => a - b);
}

/** Null where the side's visible rows are all older or all newer. */
function placed(place: LanePlace, instants: readonly number[], instant: number): number | null {
  const within = instants.some((one) => one > instant) && instants.some((one) => one <= instant);
  return within ? heightOfInstant(place, instant) : null;
}

function ageText(ms: number, step: number): string {
  if (ms < 1_000 && step < 100) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(step < 1_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min${ms % 60_000 === 0 ? '' : ` ${Math.round((ms % 60_000) / 1_000)}`}`;
  return `${(ms / 3_600_000).toFixed(ms % 3_600_000 === 0 ? 0 : 1)} h`;
}
