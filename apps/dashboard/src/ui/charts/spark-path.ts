/**
 * The path of a sparkline, newest point at the right end; null is a gap and is left open.
 * @param slots how many points fill the width, so that the line grows from the right while there are fewer
 */
export function sparkPath(values: readonly (number | null)[], width: number, height: number, slots = values.length): string {
  const known = values.filter((value): value is number => value !== null);
  const highest = Math.max(...known);
  if (known.length === 0) return '';
  const step = width / Math.max(1, slots - 1);
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const x = width - (values.length - 1 - index) * step;
    const y = highest === 0 ? height - 1 : height - 1 - (value / highest) * (height - 2);
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    // A single point between two gaps is a dot.
    if (!drawing && values[index + 1] == null) path += 'h0';
    drawing = true;
  });
  return path;
}
