import type { ClosedBy, ExchangeKind } from '@contraflow/contract';
import { headerOf } from './raw-headers.js';

/** Types whose bodies go on for as long as somebody listens. */
const STREAMS = /^\s*(?:text\/event-stream|multipart\/x-mixed-replace|application\/(?:stream\+json|json-seq|x-json-stream))\s*(?:;|$)/i;
/** A body without a length that was broken off after so long had no end in sight. */
const BROKEN_OFF_NS = 10e9;
/** One that did end is a stream (a watch, a followed log) only when it went on for longer than anybody waits, at a trickle. */
const ENDED_NS = 60e9;
const TRICKLE_BYTES_PER_SECOND = 64 * 1024;

/** How an exchange was seen to go on and to end. */
export interface Course {
  durationNs: number;
  timeToFirstByteNs: number | null;
  errorType: string | null;
  responseHeaders: readonly string[];
  responseBytes: number;
}

/** What is told of an exchange's end. */
export interface Ending {
  exchangeKind: ExchangeKind;
  closedBy: ClosedBy | null;
  errorType: string | null;
}

/**
 * Tells a stream from a response that has an end, for which its caller waits. That the caller leaves a stream is how
 * streams end, and no error.
 */
export function endingOf(course: Course): Ending {
  const { errorType } = course;
  if (!isStream(course)) return { exchangeKind: 'response', closedBy: null, errorType };
  if (errorType === 'client_closed') return { exchangeKind: 'stream', closedBy: 'caller', errorType: null };
  if (errorType === null || errorType.startsWith('upstream_re') || errorType === 'upstream_invalid_response') return { exchangeKind: 'stream', closedBy: 'service', errorType };
  return { exchangeKind: 'stream', closedBy: 'gateway', errorType };
}

function isStream({ durationNs, timeToFirstByteNs, errorType, responseHeaders, responseBytes }: Course): boolean {
  if (timeToFirstByteNs === null) return false;
  if (isStreamType(responseHeaders)) return true;
  const openNs = durationNs - timeToFirstByteNs;
  // Looked at in this order, because nearly all are over by then.
  if (openNs < BROKEN_OFF_NS || headerOf(responseHeaders, 'content-length') !== undefined) return false;
  if (errorType !== null) return true;
  return openNs >= ENDED_NS && responseBytes / (openNs / 1e9) < TRICKLE_BYTES_PER_SECOND;
}

/** Whether the head of an answer says that its body goes on. */
export function isStreamType(responseHeaders: readonly string[]): boolean {
  const type = headerOf(responseHeaders, 'content-type');
  return type !== undefined && STREAMS.test(type) && headerOf(responseHeaders, 'content-length') === undefined;
}
