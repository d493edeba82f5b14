import type { HealthItem } from '@contraflow/contract';
import type { StorageFigures } from './storage-figures.js';

const WARN_AT = 0.8;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** The storage's line on the board of health. */
export function storageHealth(figures: Pick<StorageFigures, 'bytes' | 'maxBytes' | 'isExhausted' | 'lastRoomDrop' | 'failing'>): Omit<HealthItem, 'since'> {
  const { bytes, maxBytes, isExhausted, lastRoomDrop, failing } = figures;
  const item = { id: 'storage', label: 'Storage', figure: figureOf(bytes, maxBytes) };
  const words = [
    failing && `What is to be dropped stays for now: ${failing}. It is tried again every minute.`,
    bytes !== null && maxBytes !== null && boundWords(bytes, maxBytes, isExhausted),
    lastRoomDrop && `Rows of ${isoDay(lastRoomDrop.day)} went for room on ${isoDay(lastRoomDrop.at)}; their roll-ups are kept.`,
  ].filter(Boolean);
  const isWell = !failing && (bytes === null || maxBytes === null || bytes < WARN_AT * maxBytes);
  return { ...item, state: isWell ? 'ok' : 'degraded', detail: words.join(' ') || null };
}

/** `12.3 GiB` */
export function inBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${(bytes / 1_024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

function figureOf(bytes: number | null, maxBytes: number | null): string {
  if (bytes === null) return 'not looked at yet';
  return maxBytes === null ? inBytes(bytes) : `${percent(bytes, maxBytes)} of ${inBytes(maxBytes)}`;
}

function boundWords(bytes: number, maxBytes: number, isExhausted: boolean): string | null {
  const takes = `The database takes ${inBytes(bytes)}, ${percent(bytes, maxBytes)} of STORAGE_MAX_BYTES`;
  const advice = 'Raise it, or keep rows for fewer days with RETENTION_DAYS.';
  if (bytes > maxBytes && isExhausted) return `${takes}, and there is no older day of rows to drop: today's rows and roll-ups stay, and recording goes on. ${advice}`;
  if (bytes > maxBytes) return `${takes}: the oldest days of rows are being dropped. ${advice}`;
  if (bytes >= WARN_AT * maxBytes) return `${takes}; at 100 % the oldest day of rows is dropped. ${advice}`;
  return null;
}

// Rounded down: 100 % is said when it is reached.
const percent = (bytes: number, maxBytes: number) => `${Math.floor((100 * bytes) / maxBytes)} %`;
const isoDay = (instant: number) => new Date(instant).toISOString().slice(0, 10);
