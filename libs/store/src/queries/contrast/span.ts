import { timestamptzOf } from '../instants.js';

/** Whole minutes, cut into steps: what the figures of a contrast are taken over. */
export interface Span {
  /** Starts of minutes, epoch milliseconds, half-open. */
  from: number;
  to: number;
  /** A whole number of minutes. */
  stepMs: number;
}

/** The condition on roll-ups for {@link spanValues}. */
export const IN_SPAN = 'minute >= $1 AND minute < $2';

/** Parameters $1 and $2 of {@link IN_SPAN}. */
export function spanValues(span: Span): [string, string] {
  return [timestamptzOf(span.from), timestamptzOf(span.to)];
}

/** The start of the step that holds a minute, epoch milliseconds. */
export function stepOf(span: Span, minute: number): number {
  return Math.floor(minute / span.stepMs) * span.stepMs;
}

/** Adds to the sum of a step. */
export function addTo<K>(sums: Map<K, number>, key: K, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
