import type { HttpExchange } from '@contraflow/contract';
import { asText, bytes, duration } from '../format/numbers.js';

type Course = Pick<HttpExchange, 'exchangeKind' | 'durationNs' | 'requestBodySize' | 'responseBodySize' | 'closedBy' | 'closeCode' | 'requestHeaders'>;

/**
 * What a stream or a tunnel was, in words: `stream, open 4 min 3 s, 3.40 MB, closed by caller` or `WebSocket, 12.0 kB up,
 * 3.40 MB down, open 2 h 1 min, closed by caller (1001)`; null for a response.
 */
export function courseText(exchange: Course): string | null {
  const { exchangeKind, closedBy, closeCode } = exchange;
  if (exchangeKind === 'response') return null;
  const code = closeCode === null ? '' : closeCode === 1005 ? ' (without a code)' : ` (${closeCode})`;
  const closed = closedBy === null ? [] : [`closed by ${closedBy}${code}`];
  const open = `open ${spelled(exchange.durationNs)}`;
  if (exchangeKind === 'stream') return ['stream', open, asText(bytes(exchange.responseBodySize)), ...closed].join(', ');
  return [tunnelName(exchange), `${asText(bytes(exchange.requestBodySize))} up`, `${asText(bytes(exchange.responseBodySize))} down`, open, ...closed].join(', ');
}

function tunnelName({ requestHeaders }: Course): string {
  const protocol = requestHeaders.find(([name]) => name.toLowerCase() === 'upgrade')?.[1] ?? '';
  return protocol.toLowerCase() === 'websocket' ? 'WebSocket' : `tunnel${protocol === '' ? '' : ` (${protocol})`}`;
}

const UNITS = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]] as const;

/** A duration in its two largest units, as people say it: `4 min 3 s`. Below a minute as everywhere. */
export function spelled(ns: number): string {
  const seconds = Math.round(ns / 1e9);
  if (seconds < 60) return asText(duration(ns));
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[first] as (typeof UNITS)[number];
  const next = UNITS[first + 1] as (typeof UNITS)[number];
  const rest = Math.floor((seconds % size) / next[1]);
  return `${Math.floor(seconds / size)}\u00a0${unit}${rest === 0 ? '' : ` ${rest}\u00a0${next[0]}`}`;
}
