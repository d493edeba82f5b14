import { z } from 'zod';
import { Line } from '../asked.js';
import { Instant } from '../time.js';

/**
 * Whether a consumer group counts in headlines, tiles and health: `abandoned` when nobody has been in it for longer than
 * {@link ABANDONED_AFTER_MS}, `muted` when an operator said so.
 */
export const GroupStanding = z.enum(['active', 'abandoned', 'muted']);
export type GroupStanding = z.infer<typeof GroupStanding>;

/** A group without members for longer than this is abandoned. */
export const ABANDONED_AFTER_MS = 3_600_000;

/** A consumer group as the last sweep saw it. */
export const ConsumerGroup = z.object({
  consumerGroup: z.string(),
  /** `classic`, `consumer`, `share` or `streams`. */
  type: z.string(),
  standing: GroupStanding,
  /** Since when nobody is in it; null while somebody is. */
  emptySince: Instant.nullable(),
  topics: z.array(z.string()),
  /** Records that it can read and has not passed, over all its partitions. */
  offsetLag: z.number(),
  /** Age of the oldest of them in seconds; null when there is none, or its age is not known. */
  timeLagSeconds: z.number().nullable(),
  mute: z.object({ by: z.string(), at: Instant, until: Instant.nullable(), reason: z.string() }).nullable(),
});
export type ConsumerGroup = z.infer<typeof ConsumerGroup>;

/** `GET /api/groups`: those furthest behind first. */
export const ConsumerGroups = z.object({
  groups: z.array(ConsumerGroup),
  /** When they were swept; null before the first sweep. */
  sweptAt: Instant.nullable(),
  /** Why nothing newer is known; null when all is well. */
  absent: z.string().nullable(),
});
export type ConsumerGroups = z.infer<typeof ConsumerGroups>;

const GroupName = Line(1_024).min(1);

/** `POST /api/groups/mute` */
export const MuteGroupRequest = z.object({
  consumerGroup: GroupName,
  /** For how long; null until somebody unmutes it. */
  hours: z.number().positive().max(24 * 366).nullable(),
  reason: Line(200).trim().min(1),
});
export type MuteGroupRequest = z.infer<typeof MuteGroupRequest>;

/** `POST /api/groups/unmute` */
export const UnmuteGroupRequest = z.object({ consumerGroup: GroupName });
export type UnmuteGroupRequest = z.infer<typeof UnmuteGroupRequest>;
