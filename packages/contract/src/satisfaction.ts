import { z } from 'zod';
import { PageQuery } from './list.ts';
import { Id, Instant } from './roles.ts';

export const SatisfactionLevel = z.enum(['verySatisfied', 'satisfied', 'dissatisfied']);
export type SatisfactionLevel = z.infer<typeof SatisfactionLevel>;

/** Of `dissatisfied` only. */
export const DissatisfactionReason = z.enum(['attitude', 'service', 'other']);
export type DissatisfactionReason = z.infer<typeof DissatisfactionReason>;

/** A row of GET /api/satisfaction: a customer who was asked after a call (SAT-1). */
export const SatisfactionResult = z.object({
  id: Id,
  callId: Id,
  queueId: Id.nullable(),
  queueName: z.string(),
  agentId: Id.nullable(),
  agentName: z.string().nullable(),
  customerNumber: z.string(),
  customerName: z.string().nullable(),
  at: Instant,
  /** Null: he did not answer. */
  level: SatisfactionLevel.nullable(),
  reason: DissatisfactionReason.nullable(),
  /** Sent there by the agent, not by the queue. */
  byAgent: z.boolean(),
});
export type SatisfactionResult = z.infer<typeof SatisfactionResult>;

/** Query of GET /api/satisfaction and GET /api/satisfaction/summary, which takes no notice of the page. */
export const SatisfactionQuery = PageQuery.extend({
  number: z.string().max(32).optional(),
  queueId: Id.optional(),
  agentId: Id.optional(),
  /** `none`: was asked, and did not answer. */
  level: z.enum([...SatisfactionLevel.options, 'none']).optional(),
  reason: DissatisfactionReason.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type SatisfactionQuery = z.infer<typeof SatisfactionQuery>;

/** GET /api/satisfaction/summary. Shares are 0 … 1; null where nobody was asked, or nobody answered. */
export const SatisfactionSummary = z.object({
  asked: z.number().int(),
  answered: z.number().int(),
  /** answered / asked */
  responseRate: z.number().nullable(),
  /** `share`: of the answers. */
  levels: z.array(z.object({ level: SatisfactionLevel, count: z.number().int(), share: z.number().nullable() })),
  /** `share`: of the dissatisfied; who gave no reason is in none of them. */
  reasons: z.array(z.object({ reason: DissatisfactionReason, count: z.number().int(), share: z.number().nullable() })),
});
export type SatisfactionSummary = z.infer<typeof SatisfactionSummary>;
