import { LossKind } from '@contraflow/contract';
import { z } from 'zod';

/** What of the page of losses lives in its address, beside what all pages have: so that any view of it is a link. */
export const LossesSearch = z.object({
  kind: LossKind.optional().catch(undefined),
  source: z.string().max(512).optional().catch(undefined),
  /** Where the page begins: behind the last line of the one before. */
  before: z.string().max(64).optional().catch(undefined),
});
export type LossesSearch = z.infer<typeof LossesSearch>;
