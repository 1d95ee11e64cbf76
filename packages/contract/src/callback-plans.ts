import { z } from 'zod';
import { PageQuery } from './list.ts';
import { Id, Instant } from './roles.ts';
import { Text } from './text.ts';

/** 回访计划: a reminder to call somebody; pops up at `dueAt` (PAN-11). */
export const CallbackPlanInput = z.object({
  number: z.string().regex(/^\d{2,20}$/),
  customerId: Id.nullable().default(null),
  customerName: z.string().max(80).nullable().default(null),
  dueAt: Instant,
  note: Text(500).default(''),
});
export type CallbackPlanInput = z.infer<typeof CallbackPlanInput>;

export const CallbackPlan = CallbackPlanInput.extend({ id: Id, doneAt: Instant.nullable(), createdAt: Instant });
export type CallbackPlan = z.infer<typeof CallbackPlan>;

/** Query of GET /api/callback-plans: one's own. */
export const CallbackPlanQuery = PageQuery.extend({ state: z.enum(['open', 'done']).optional() });
export type CallbackPlanQuery = z.infer<typeof CallbackPlanQuery>;
