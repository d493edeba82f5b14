/** A number as it stands on screen: the figure and its unit apart, so that they can be set in two sizes. */
export interface Figure {
  value: string;
  unit: string;
}

type Step = readonly [unit: string, size: number];

const NONE: Figure = { value: '–', unit: '' };
const DECIMAL: readonly Step[] = [['', 1], ['k', 1e3], ['M', 1e6], ['G', 1e9], ['T', 1e12]];
const BYTES: readonly Step[] = [['B', 1], ['kB', 1e3], ['MB', 1e6], ['GB', 1e9], ['TB', 1e12]];
const NANOSECONDS: readonly Step[] = [['ns', 1], ['µs', 1e3], ['ms', 1e6], ['s', 1e9], ['min', 60e9], ['h', 3600e9], ['d', 86400e9]];

/** Joins figure and unit with a space that does not break. */
export function asText({ value, unit }: Figure): string {
  return unit === '' ? value : `${value}\u00a0${unit}`;
}

/** Three significant digits, never an exponent; thousands are grouped. */
function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001) return value < 0 ? '−<0.001' : '<0.001';
  if (size >= 999.5) return Math.round(value).toLocaleString('en').replace('-', '−');
  return value.toPrecision(3).replace('-', '−');
}

/** The largest unit in which the rounded figure is at least 1. */
function climb(value: number, steps: readonly Step[]): Figure {
  const size = Math.abs(value);
  const fits = (step: Step) => Number((size / step[1]).toPrecision(3)) >= 1;
  const [unit, factor] = steps.findLast(fits) ?? (steps[0] as Step);
  const scaled = value / factor;
  // A count below the first step is exact, as are bytes: 14, not 14.0.
  const whole = factor === 1 && Number.isInteger(scaled);
  return { value: whole ? String(scaled).replace('-', '−') : significant(scaled), unit };
}

/** A count or a rate without its noun: 14, 1.21 k, 2.30 M. */
export function count(value: number | null | undefined): Figure {
  return isKnown(value) ? climb(value, DECIMAL) : NONE;
}

/** A rate: 182 /s, 1.21 k/s. */
export function perSecond(value: number | null | undefined): Figure {
  if (!isKnown(value)) return NONE;
  const figure = climb(value, DECIMAL);
  return { value: figure.value, unit: `${figure.unit}/s` };
}

/** Bytes with decimal prefixes. */
export function bytes(value: number | null | undefined): Figure {
  return isKnown(value) ? climb(value, BYTES) : NONE;
}

/** A duration given in nanoseconds. Zero is 0 ms: nothing here resolves a nanosecond. */
export function duration(ns: number | null | undefined): Figure {
  if (!isKnown(ns)) return NONE;
  return ns === 0 ? { value: '0', unit: 'ms' } : climb(ns, NANOSECONDS);
}

/** A duration given in seconds. */
export function seconds(value: number | null | undefined): Figure {
  return duration(isKnown(value) ? value * 1e9 : value);
}

/** A share from 0 to 1 as per cent. What is not quite all never reads 100. */
export function percent(share: number | null | undefined): Figure {
  if (!isKnown(share)) return NONE;
  if (share === 1) return { value: '100', unit: '%' };
  return { value: share > 0.9995 && share < 1 ? '>99.9' : significant(share * 100), unit: '%' };
}

/** A whole number with its thousands grouped, for offsets and totals; takes 64-bit ones as text. */
export function exact(value: number | string | bigint): string {
  return BigInt(typeof value === 'number' ? Math.round(value) : value).toLocaleString('en').replace('-', '−');
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}
