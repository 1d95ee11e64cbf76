import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id, Instant } from './roles.ts';
import { Text } from './text.ts';

export const BlacklistInput = z.object({
  number: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 -]{2,30}$/),
  note: Text(200),
});
export type BlacklistInput = z.infer<typeof BlacklistInput>;

/** A row of GET /api/blacklist. */
export const BlacklistEntry = z.object({
  id: Id,
  number: z.string(),
  note: z.string(),
  /** Who touched it last; null: an account that is no more. */
  updatedByName: z.string().nullable(),
  updatedAt: Instant,
  createdAt: Instant,
});
export type BlacklistEntry = z.infer<typeof BlacklistEntry>;

export const blacklistErrors = {
  'blacklist.numberTaken': { status: 409, zh: '号码 {number} 已在黑名单中', en: 'The number {number} is already on the do-not-call list' },
} as const satisfies Catalogue;
