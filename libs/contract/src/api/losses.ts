import { z } from 'zod';
import { ByteSize } from '../bytes.js';
import { Offset } from '../ids.js';
import { inQuery, Line } from '../asked.js';
import { Instant } from '../time.js';

/** `set-aside`: it came and could not be stored as a flow, so its bytes are kept. `drop`: flows that a source could not keep. */
export const LossKind = z.enum(['set-aside', 'drop']);
export type LossKind = z.infer<typeof LossKind>;

export const Loss = z.object({
  kind: LossKind,
  id: z.string(),
  source: z.string(),
  /** For people: `gateway`, `orders / 3`. */
  label: z.string(),
  /** Where in the source it was told: the entry's number, the record's offset. */
  position: Offset,
  /** When it was recorded. */
  at: Instant,
  reason: z.string(),
  /** Bytes kept of what was set aside, see {@link SET_ASIDE_BYTES}; null for a drop. */
  bytes: ByteSize.nullable(),
  /** How many flows were lost, a whole number as text; null for what was set aside. */
  dropped: z.string().nullable(),
  /** Of a drop: the flows were lost between these moments. */
  since: Instant.nullable(),
  until: Instant.nullable(),
});
export type Loss = z.infer<typeof Loss>;

/** What is kept at the most of something that was set aside. */
export const SET_ASIDE_BYTES = 64 * 1024;

/** Which of them; everything where nothing is said. */
export const LossFilter = z.object({
  kind: LossKind.optional(),
  source: Line(512).optional(),
});
export type LossFilter = z.infer<typeof LossFilter>;

/** `GET /api/losses`: newest first, a page at a time. */
export const LossesQuery = LossFilter.extend({
  /** The `next` of the page before. */
  before: Line(64).optional(),
  limit: inQuery(z.number().int().min(1).max(500)).default(100),
});
export type LossesQuery = z.infer<typeof LossesQuery>;

export const Losses = z.object({ losses: z.array(Loss), next: z.string().nullable() });
export type Losses = z.infer<typeof Losses>;

/** `GET /api/losses/sources`: the sources that lost anything, the latest first. */
export const LossSource = z.object({ source: z.string(), label: z.string(), setAside: z.number().int(), drops: z.number().int(), latest: Instant });
export type LossSource = z.infer<typeof LossSource>;
