/** Lines of a table with columns of equal width, numbers to the right. */
export function table(head: string[], rows: (string | number)[][]): string[] {
  const cells = [head, ...rows.map((row) => row.map(shown))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row, line) =>
    row
      .map((text, column) => {
        const width = widths[column] as number;
        const isNumber = line === 0 ? rows.every((other) => typeof other[column] === 'number') : typeof rows[line - 1]?.[column] === 'number';
        return isNumber ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function shown(value: string | number): string {
  if (typeof value === 'string') return value;
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
