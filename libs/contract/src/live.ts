import { z } from 'zod';
import { AskedInstant, Count, FilterText, Line } from './asked.js';
import { FlowSummary, Side } from './flow.js';
import { HealthReport } from './health.js';
import { Quantiles } from './quantiles.js';
import { Instant } from './time.js';
import type { Problem } from './problem.js';

/** A place in the live stream. `stream` names the server's run: a sequence number of another run says nothing. */
export const LiveCursor = z.object({
  stream: Line(64),
  sequence: Count,
  /** The latest `recordedAt` that the client has seen; from here the store fills what the buffer no longer has. */
  recordedAt: AskedInstant,
});
export type LiveCursor = z.infer<typeof LiveCursor>;

/** What a client asks for. A new subscription replaces the one before it. */
export const Subscription = z.object({
  sides: z.array(Side).min(1).max(2),
  /** The filter language; empty matches all. */
  filter: FilterText,
  /** Flows a second that the client can draw; the rest is left out and reported. */
  maxPerSecond: z.number().int().min(1).max(5_000),
  /** After a reconnect or a pause: go on from here without a gap. */
  resumeFrom: LiveCursor.optional(),
});
export type Subscription = z.infer<typeof Subscription>;

/** Totals since the subscription began: delivered + leftOut = matched, on each side. */
export const LiveTotals = z.object({ matched: z.number().int(), delivered: z.number().int(), leftOut: z.number().int() });
export type LiveTotals = z.infer<typeof LiveTotals>;

export const FlowsMessage = z.object({
  cursor: LiveCursor,
  /** In the order of their commits, oldest first. */
  flows: z.array(FlowSummary),
  /** Left out of this message, by side: recorded, but more than the client takes. */
  leftOut: z.object({ http: z.number().int(), kafka: z.number().int() }),
  totals: z.object({ http: LiveTotals, kafka: LiveTotals }),
  /** `store`: read from Postgres to fill a gap; `buffer`: from memory. */
  from: z.enum(['live', 'buffer', 'store']),
});
export type FlowsMessage = z.infer<typeof FlowsMessage>;

/** Both sides over the last `windowSeconds`, once a second. Null: nothing to measure, or the side is away. */
export const Pulse = z.object({
  at: Instant,
  windowSeconds: z.number().int(),
  http: z.object({
    perSecond: z.number(),
    clientErrorShare: z.number().nullable(),
    serverErrorShare: z.number().nullable(),
    /** Of responses: streams and tunnels block nobody for as long as they are open. */
    blocked: Quantiles.nullable(),
    /** Mean number in flight by Little's law: sum of durations / window. */
    inFlight: z.number(),
  }),
  kafka: z.object({
    perSecond: z.number(),
    accepted: Quantiles.nullable(),
    readable: Quantiles.nullable(),
    completed: Quantiles.nullable(),
    offsetLag: z.number().nullable(),
    timeLagSeconds: z.number().nullable(),
  }),
});
export type Pulse = z.infer<typeof Pulse>;

/** How far a group is in a partition, so that a row can say which groups have passed it. */
export const GroupProgress = z.object({
  consumerGroup: z.string(),
  clusterId: z.string(),
  topicId: z.string(),
  partition: z.number().int(),
  committedOffset: z.string(),
  committedAt: Instant.nullable(),
});
export type GroupProgress = z.infer<typeof GroupProgress>;

export const Snapshot = z.object({
  cursor: LiveCursor,
  flows: z.array(FlowSummary),
  pulses: z.array(Pulse),
  health: HealthReport,
  progress: z.array(GroupProgress),
});
export type Snapshot = z.infer<typeof Snapshot>;

export type Answer<T> = ({ ok: true } & T) | { ok: false; problem: Problem };

/** Events that a browser may send. Each is answered. */
export interface ClientToServerEvents {
  subscribe: (request: Subscription, answer: (reply: Answer<object>) => void) => void;
  /** Holds delivery; the cursor stays where it is and waiting flows are counted. */
  pause: (answer: (reply: Answer<object>) => void) => void;
  /** Goes on from the cursor: the gap is filled from the buffer or the store. */
  resume: (cursor: LiveCursor, answer: (reply: Answer<object>) => void) => void;
}

/** Events that the server sends. */
export interface ServerToClientEvents {
  /** Answers `subscribe` when it does not resume. */
  snapshot: (snapshot: Snapshot) => void;
  flows: (message: FlowsMessage) => void;
  /** While paused: how many match and wait, once a tick when it changed. */
  waiting: (count: { http: number; kafka: number }) => void;
  pulse: (pulse: Pulse) => void;
  progress: (changed: GroupProgress[]) => void;
  health: (report: HealthReport) => void;
  /** The session ended (logged out, disabled, expired); the socket closes next. */
  sessionEnded: (reason: string) => void;
}

/** At most this many flow messages a second to one client. */
export const LIVE_TICK_MS = 100;
/** Rows that a snapshot brings for each side. */
export const SNAPSHOT_ROWS = 200;
