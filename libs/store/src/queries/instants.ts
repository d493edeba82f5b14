/** Postgres keeps microseconds; a number of milliseconds with a fraction holds them exactly enough to round back. */
export function microsOf(instantMs: number): number {
  return Math.round(instantMs * 1_000);
}

/** A parameter for `timestamptz`, exact to the microsecond. */
export function timestamptzOf(instantMs: number): string {
  const micros = microsOf(instantMs);
  const millis = Math.floor(micros / 1_000);
  const rest = String(micros - millis * 1_000).padStart(3, '0');
  return `${new Date(millis).toISOString().slice(0, -1)}${rest}Z`;
}

/** SQL for a `timestamptz` column as milliseconds since the epoch; read it back with {@link instantOf}. */
export function instantSql(column: string): string {
  return `date_part('epoch', ${column}) * 1000`;
}

/** What {@link instantSql} gave, rid of the noise below a microsecond. */
export function instantOf(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
