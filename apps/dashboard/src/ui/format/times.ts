/** Times are shown in one zone at a time, said beside them. */
export type Zone = 'UTC' | 'local';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** Calendar fields of an instant (epoch ms). Not Intl: rows ask for thousands a second. */
function partsOf(instant: number, zone: Zone): Parts {
  const date = new Date(instant);
  if (zone === 'local') {
    return {
      year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(),
      hour: date.getHours(), minute: date.getMinutes(), second: date.getSeconds(), millisecond: date.getMilliseconds(),
    };
  }
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), millisecond: date.getUTCMilliseconds(),
  };
}

const two = (value: number) => String(value).padStart(2, '0');
const three = (value: number) => String(value).padStart(3, '0');

/** `10:41:07`, or with milliseconds `10:41:07.812`. */
export function clock(instant: number, zone: Zone, milliseconds = false): string {
  const { hour, minute, second, millisecond } = partsOf(instant, zone);
  const text = `${two(hour)}:${two(minute)}:${two(second)}`;
  return milliseconds ? `${text}.${three(millisecond)}` : text;
}

/** `2026-11-22` */
export function calendarDay(instant: number, zone: Zone): string {
  const { year, month, day } = partsOf(instant, zone);
  return `${year}-${two(month)}-${two(day)}`;
}

/** `2026-11-22 10:41:07.812 UTC`, or with the offset of the reader's own zone. */
export function absolute(instant: number, zone: Zone): string {
  return `${calendarDay(instant, zone)} ${clock(instant, zone, true)} ${zoneName(zone, instant)}`;
}

/** `UTC` or `UTC+02:00`. */
export function zoneName(zone: Zone, at = Date.now()): string {
  if (zone === 'UTC') return 'UTC';
  const minutes = -new Date(at).getTimezoneOffset();
  const sign = minutes < 0 ? '−' : '+';
  const size = Math.abs(minutes);
  return `UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `just now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`; ahead of us: `in 12 s`. */
export function relative(instant: number, now: number): string {
  const age = now - instant;
  const size = Math.abs(age);
  if (size < SECOND) return 'just now';
  const text = span(size);
  return age > 0 ? `${text} ago` : `in ${text}`;
}

/** A rough length of time, in one unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}\u00a0s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}\u00a0min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}\u00a0h`;
  return `${Math.floor(ms / DAY)}\u00a0d`;
}

/** A time as it stands in a figure's title: the clock alone today, with the day otherwise. */
export function sinceWhen(instant: number, now: number, zone: Zone): string {
  const day = calendarDay(instant, zone);
  return day === calendarDay(now, zone) ? clock(instant, zone) : `${day} ${clock(instant, zone)}`;
}
