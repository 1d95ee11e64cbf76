import { z } from 'zod';
import { Id, Instant } from './roles.ts';

/**
 * A row of GET /api/set-aside-facts: a fact of a call or an agent that the log or one of its consumers could not take, kept apart until it
 * is run again.
 */
export const SetAsideFact = z.object({
  id: Id,
  /** When it happened. */
  at: Instant,
  stream: z.enum(['call', 'agent']),
  /** Of the call or the account. */
  subjectId: z.string(),
  /** `started`, `ended`, `notReady` … */
  type: z.string(),
  /** `store`: it is not in the history. `derive`: it is, and what is made of it (record, message, callback …) is not. */
  stage: z.enum(['store', 'derive']),
  /** Who could not take it: `journal` for the log itself, else what is made of facts: `calls`, `voicemail` … */
  consumer: z.string(),
  /** What the database said. */
  error: z.string(),
  /** How often it was tried, the first time included. */
  attempts: z.number().int(),
  setAsideAt: Instant,
});
export type SetAsideFact = z.infer<typeof SetAsideFact>;

/** What running them again has brought: of many, the oldest first. */
export const SetAsideRun = z.object({ stored: z.number().int(), refused: z.number().int() });
export type SetAsideRun = z.infer<typeof SetAsideRun>;

export const SetAsideCount = z.object({ count: z.number().int() });
export type SetAsideCount = z.infer<typeof SetAsideCount>;
