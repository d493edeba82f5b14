/** The middle one; of an even number of them, the mean of the two in the middle. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}

/** Quantile `rank` (0 to 1), linear between neighbours, as PostgreSQL's percentile_cont. @throws when there are none */
export function quantile(values: number[], rank: number): number {
  if (values.length === 0) throw new Error('There is nothing to take a quantile of');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * rank;
  const lower = sorted[Math.floor(at)] as number;
  const upper = sorted[Math.ceil(at)] as number;
  return lower + (upper - lower) * (at - Math.floor(at));
}
