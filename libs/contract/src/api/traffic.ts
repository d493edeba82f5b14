import { z } from 'zod';
import { AskedInstant, FilterText, inQuery, Line } from '../asked.js';
import { Flow, FlowSummary, Side } from '../flow.js';
import { ProducerSend } from '../capture.js';
import { Instant } from '../time.js';
import { GroupStanding } from './groups.js';

/** `from` and `to` in epoch milliseconds; both ends have to be given so that every question is bounded. */
const Range = { from: inQuery(AskedInstant), to: inQuery(AskedInstant) };

/** A comma list in a query string: `http`, `kafka` or `http,kafka`. */
export const Sides = z
  .string()
  .max(32)
  .default('http,kafka')
  .transform((list) => list.split(','))
  .pipe(z.array(Side).min(1).max(2));

/** `GET /api/flows`: newest first. `before` is the `next` of the page before. */
export const SearchQuery = z.object({
  ...Range,
  sides: Sides,
  filter: FilterText.default(''),
  limit: inQuery(z.number().int().min(1).max(500)).default(100),
  before: Line(512).optional(),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

export const SearchAnswer = z.object({
  flows: z.array(FlowSummary),
  /** Hand it back as `before` for the next page; null at the end of the range. */
  next: z.string().nullable(),
  /** False when the time limit ended the search: what lies before `searchedFrom` has not been looked at. */
  complete: z.boolean(),
  searchedFrom: Instant,
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

/** `GET /api/flows/timeline`: how many flows in each step of the range, on each side. */
export const TimelineQuery = z.object({ ...Range, sides: Sides, filter: FilterText.default('') });
export type TimelineQuery = z.infer<typeof TimelineQuery>;
export const Timeline = z.object({
  stepMs: z.number(),
  /** `rollup`: from the minute roll-ups; `rows`: counted from the rows. */
  source: z.enum(['rollup', 'rows']),
  /** False when the time limit ended the count. */
  complete: z.boolean(),
  /** [start of the step, exchanges, of them failed (5xx or unanswered), records] */
  buckets: z.array(z.tuple([Instant, z.number(), z.number(), z.number()])),
});
export type Timeline = z.infer<typeof Timeline>;

/** Fields whose usual values the roll-ups know. */
export const KnownField = z.enum(['service', 'route', 'method', 'topic', 'partition']);
export type KnownField = z.infer<typeof KnownField>;

/** `GET /api/flows/values`: values of a field in the last recorded hour, to offer while a filter is typed. */
export const ValuesQuery = z.object({ field: KnownField, start: z.string().max(200).default('') });
export type ValuesQuery = z.infer<typeof ValuesQuery>;
/** The most frequent first, at most 50. */
export const KnownValues = z.object({ values: z.array(z.string()) });
export type KnownValues = z.infer<typeof KnownValues>;

/** Whether and when one group passed one record. */
export const GroupPassage = z.object({
  consumerGroup: z.string(),
  /** Abandoned and muted groups are listed, and count in no sentence and no figure. */
  standing: GroupStanding,
  passed: z.boolean(),
  passedAt: Instant.nullable(),
  /** Records between the group's committed offset and this one, when it has not passed. */
  recordsBefore: z.number().nullable(),
  /** `commits`: read from __consumer_offsets, to the millisecond; `sweep`: seen by the sweep, to its interval. */
  source: z.enum(['commits', 'sweep']),
});
export type GroupPassage = z.infer<typeof GroupPassage>;

/**
 * How a flow of the same trace stands to the one that was asked for: `child` where it names that one's span as its
 * parent, so that it was caused by it; `parent` the other way round; else they have no more in common than the trace.
 */
export const Relation = z.enum(['parent', 'child', 'trace']);
export type Relation = z.infer<typeof Relation>;

/** One flow of a trace with what is known of its way. */
export const LinkedRecord = z.object({ summary: FlowSummary, relation: Relation, send: ProducerSend.nullable(), groups: z.array(GroupPassage) });
export type LinkedRecord = z.infer<typeof LinkedRecord>;

/** `GET /api/flows/:id` */
export const FlowDetail = z.object({
  flow: Flow,
  recordedAt: Instant,
  /** The producer's span, where it reported one (records only). */
  send: ProducerSend.nullable(),
  groups: z.array(GroupPassage),
  /** The other flows of the same trace, by time, at most 200. */
  linked: z.array(LinkedRecord),
});
export type FlowDetail = z.infer<typeof FlowDetail>;
