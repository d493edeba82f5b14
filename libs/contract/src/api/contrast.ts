import { z } from 'zod';
import { AskedInstant, inQuery } from '../asked.js';
import { HistogramBar, Quantiles, Series } from '../quantiles.js';
import { Instant } from '../time.js';

/** `GET /api/contrast?from=…&to=…` in epoch milliseconds. */
export const ContrastQuery = z.object({ from: inQuery(AskedInstant), to: inQuery(AskedInstant) });
export type ContrastQuery = z.infer<typeof ContrastQuery>;

const Latency = z.object({ quantiles: Quantiles.nullable(), bars: z.array(HistogramBar) });

/** A caller -> callee pair; for Kafka, who sends to a topic or which group reads it. */
const Pair = z.object({ from: z.string(), to: z.string(), count: z.number() });

/** What it is for: a bridge between client and server, or a pipeline. */
const Purpose = z.object({
  http: z.object({
    perSecond: z.number(),
    inFlight: z.number(),
    mix: z.object({ create: z.number(), read: z.number(), update: z.number(), delete: z.number(), other: z.number() }),
    series: Series,
  }),
  kafka: z.object({
    perSecond: z.number(),
    activeTopics: z.number(),
    activeProducers: z.number(),
    /** Busiest minute over the mean minute; null without records. */
    burstiness: z.number().nullable(),
    series: Series,
  }),
});

/** How work is asked for: request and await, or publish and subscribe. Three clocks, never mixed. */
const Asking = z.object({
  http: z.object({
    /** Of responses: how long their callers waited. */
    blocked: Latency,
    /** Exchanges that nobody was blocked by for as long as they were open. */
    streams: z.number(),
    tunnels: z.number(),
  }),
  kafka: z.object({
    accepted: Latency,
    readable: Latency,
    completed: Latency,
    /** Groups that read a record, mean over the topics weighted by records; null without groups. */
    fanOut: z.number().nullable(),
    slowestGroup: z.object({ consumerGroup: z.string(), p95Ns: z.number() }).nullable(),
    /** `commits` or `sweep`: where completed comes from, with its resolution. */
    completedSource: z.enum(['commits', 'sweep']),
  }),
});

/** Where data stays: in the server's database, or in the topics. */
const Storage = z.object({
  http: z.object({
    /** `database`: from pg_stat_database of the observed databases; `requests`: bodies of successful writes. */
    source: z.enum(['database', 'requests']),
    rowsWritten: z.number().nullable(),
    bytesWritten: z.number(),
    databaseBytes: z.number().nullable(),
    series: Series,
  }),
  kafka: z.object({
    bytesRetained: z.number().nullable(),
    recordsRetained: z.number(),
    /** Age of the oldest record that can still be read, in seconds; null when unknown. */
    horizonSeconds: z.number().nullable(),
    /** Records that a new group could replay now. */
    replayable: z.number(),
    series: Series,
  }),
});

/** Interest in the answer: an expected one, or none. */
const Interest = z.object({
  http: z.object({
    classes: z.record(z.string(), z.number()),
    unanswered: z.number(),
    timedOut: z.number(),
    series: Series,
  }),
  kafka: z.object({
    offsetLag: z.number().nullable(),
    timeLagSeconds: z.number().nullable(),
    /** Records in topics that no group has read yet. */
    unread: z.number(),
    expiredUnread: z.number(),
    groupBehind: z.string().nullable(),
    series: Series,
  }),
});

/** Direction: one way at a time, or both. */
const Direction = z.object({
  http: z.object({ pairs: z.array(Pair) }),
  kafka: z.object({ produces: z.array(Pair), consumes: z.array(Pair), bothWays: z.array(z.string()) }),
});

/** A piece of the sentence; `side` colours it, none is plain text. */
const SentencePart = z.object({ text: z.string(), side: z.enum(['http', 'kafka']).nullable() });

export const Contrast = z.object({
  from: Instant,
  to: Instant,
  /** From here on there is something to measure: rates are over the time from here to `to`. Equal to `from` in a window that was recorded whole. */
  observedFrom: Instant,
  exchanges: z.number(),
  records: z.number(),
  sentence: z.array(SentencePart),
  /** Why a side has no figures, with the time since when; null when it is well. */
  absent: z.object({ http: z.string().nullable(), kafka: z.string().nullable() }),
  purpose: Purpose,
  asking: Asking,
  storage: Storage,
  interest: Interest,
  direction: Direction,
});
export type Contrast = z.infer<typeof Contrast>;
