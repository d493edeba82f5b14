const DAY_MS = 86_400_000;

/** One partition of a table that is partitioned by day or by month, both of UTC. */
export interface PartitionSpan {
  table: string;
  /** `http_exchange_20261122`, `http_minute_202611` */
  name: string;
  /** Epoch milliseconds; `to` is not in it any more. */
  from: number;
  to: number;
}

/** The day that `instant` (epoch milliseconds) lies in. */
export function daySpan(table: string, instant: number): PartitionSpan {
  const from = Math.floor(instant / DAY_MS) * DAY_MS;
  return { table, name: `${table}_${digits(from, 10)}`, from, to: from + DAY_MS };
}

/** The month that `instant` (epoch milliseconds) lies in. */
export function monthSpan(table: string, instant: number): PartitionSpan {
  const day = new Date(instant);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  const from = Date.UTC(year, month);
  return { table, name: `${table}_${digits(from, 7)}`, from, to: Date.UTC(year, month + 1) };
}

/** The span of a partition by its name; null where the name is none that we give. */
export function spanOf(table: string, name: string): PartitionSpan | null {
  const [, year, month, day] = /_(\d{4})(\d{2})(\d{2})?$/.exec(name) ?? [];
  if (!year || !month) return null;
  const instant = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1));
  const span = day ? daySpan(table, instant) : monthSpan(table, instant);
  return span.name === name ? span : null;
}

const digits = (instant: number, length: number) => new Date(instant).toISOString().slice(0, length).replaceAll('-', '');
