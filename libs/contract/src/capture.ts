import { z } from 'zod';
import { inQuery, Line, Position } from './asked.js';
import { HttpExchange } from './http-exchange.js';
import { Offset, SpanId, TraceId } from './ids.js';
import { Instant, Nanoseconds } from './time.js';

/** One record that a producer sent, with the broker's acknowledgement or its refusal. */
export const ProducerSend = z.object({
  topic: z.string().min(1).max(249),
  partition: z.number().int().min(0).max(2 ** 31 - 1).nullable(),
  /** Null when the broker refused it, or with acks=0. */
  offset: Offset.nullable(),
  sentAt: Instant,
  /** From send to acknowledgement (or refusal): the accepted latency. */
  durationNs: Nanoseconds,
  errorType: z.string().max(128).nullable(),
  traceId: TraceId.nullable(),
  spanId: SpanId.nullable(),
  /** The producing service. */
  service: z.string().min(1).max(128),
});
export type ProducerSend = z.infer<typeof ProducerSend>;

/** Flows that a source could not keep, said by the source itself: a trillion at the most. */
export const CaptureDrop = z.object({
  dropped: z.number().int().min(1).max(2 ** 40),
  since: Instant,
  until: Instant,
  reason: z.string().min(1).max(512),
});
export type CaptureDrop = z.infer<typeof CaptureDrop>;

/** One entry of a capture spool, at a position. As bytes it is JSON, or an exchange as `exchange-bytes.ts` says. */
export const CaptureEntry = z.discriminatedUnion('kind', [
  HttpExchange,
  ProducerSend.extend({ kind: z.literal('send') }),
  CaptureDrop.extend({ kind: z.literal('drop') }),
]);
export type CaptureEntry = z.infer<typeof CaptureEntry>;

/** A position in a spool. No spool gets as far as 2^48; from there on sums of positions would not be exact some day. */
const PositionText = inQuery(Position);

/**
 * `POST /api/capture/sources`: a sender says which spool it is about to ship
 * and takes it over; whoever held it before is fenced off by the new epoch.
 */
export const ClaimRequest = z.object({
  /** The process that captures, for example `gateway`. */
  name: z.string().regex(/^[\w.-]{1,64}$/),
  /** Made once with the spool's folder, so that an emptied folder is another log. */
  spoolId: z.uuid(),
  /** The first position that the spool still has: a source that was never seen begins there. */
  first: Position.default(0),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

/** `next` is the position the server wants to see first. */
export const ClaimAnswer = z.object({ source: z.string(), epoch: z.number().int(), next: z.number().int().min(0) });
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

/**
 * `POST /api/capture/batches?source=…&epoch=…&first=…`, with the entries at the positions first, first + 1, …
 * Body `application/vnd.contraflow.entries`: a sequence of entries as `exchange-bytes.ts` says, as they lie in a spool.
 * Body `application/x-ndjson`: one {@link CaptureEntry} a line.
 */
export const BatchQuery = z.object({
  source: Line(256).min(1),
  epoch: PositionText,
  first: PositionText,
  /** Where the server stands, when it is before `first` because the spool no longer has what lies between: a counted drop. */
  expected: PositionText.optional(),
  /** Entries that wait in the spool behind this batch, and the bytes that they take on disk. */
  waiting: PositionText.optional(),
  spoolBytes: PositionText.optional(),
  /** Names of services that have more routes than are told apart, separated by commas. */
  manyRoutes: z.string().max(256).regex(/^[\w.,-]+$/).optional(),
});
export type BatchQuery = z.infer<typeof BatchQuery>;

/** After the commit: the next position, and how many entries were set aside with a reason. */
export const BatchAnswer = z.object({ next: z.number().int(), setAside: z.number().int() });
export type BatchAnswer = z.infer<typeof BatchAnswer>;

/** A batch may hold this much; a sender cuts at the first bound it meets. */
export const BATCH_LIMITS = { entries: 4_000, bytes: 8 * 1024 * 1024, entryBytes: 1024 * 1024 } as const;

/** The two forms of a batch's body. */
export const ENTRIES_TYPE = 'application/vnd.contraflow.entries';
export const NDJSON_TYPE = 'application/x-ndjson';
