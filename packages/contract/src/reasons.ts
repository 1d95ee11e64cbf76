import { z } from 'zod';
import { problem } from './input-problems.ts';
import { RequiredText } from './text.ts';

/** GET and PUT /api/reasons: why one may be not ready, in the order of the choice; saved as a whole. */
export const ReasonList = z
  .array(RequiredText(40))
  .min(1)
  .max(20)
  .refine((texts) => new Set(texts).size === texts.length, problem('twice'));
export type ReasonList = z.infer<typeof ReasonList>;
