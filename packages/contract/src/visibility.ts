import { z } from 'zod';
import { Id } from './roles.ts';

/** A queue or an agent by whom lists may be filtered. */
const FilterTarget = z.object({
  id: Id,
  name: z.string(),
  /** Queue number or extension; '' without. */
  number: z.string(),
  /** 【删除】: deleted, or left: a queue by oneself, an agent the queues one has. What they did there then remains. */
  isFormer: z.boolean(),
});
export type FilterTarget = z.infer<typeof FilterTarget>;

/** GET /api/visibility: whose calls somebody may see (REC-3), the present ones first. */
export const FilterTargets = z.object({ queues: z.array(FilterTarget), agents: z.array(FilterTarget) });
export type FilterTargets = z.infer<typeof FilterTargets>;
