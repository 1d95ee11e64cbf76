import { z } from 'zod';
import { Id, Instant } from './roles.ts';
import { Text } from './text.ts';

/**
 * A number without what may stand before it: +86, 0086, and the 0 with which a mobile phone of another town is dialled.
 * `013800138000`, `+8613800138000` and `13800138000` are one subscriber.
 */
export function plainNumber(number: string): string {
  const digits = number.replace(/[^0-9+]/g, '').replace(/^(\+|00)86/, '');
  return /^01[3-9][0-9]{9}$/.test(digits) ? digits.slice(1) : digits;
}

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
