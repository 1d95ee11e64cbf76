import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { PageQuery } from './list.ts';
import { Id, Instant } from './roles.ts';

/** `calling`: a call for it is under way; the last four are its ends. */
export const CallbackState = z.enum(['waiting', 'calling', 'done', 'failed', 'expired', 'cancelled']);
export type CallbackState = z.infer<typeof CallbackState>;

/** A row of GET /api/callbacks: a caller who has hung up and keeps his place in the queue (PBX-2b). */
export const Callback = z.object({
  id: Id,
  queueId: Id,
  queueName: z.string(),
  customerNumber: z.string(),
  customerName: z.string().nullable(),
  /** The call in which he asked for it. */
  callId: Id,
  /** When he entered the queue: his age there. */
  enqueuedAt: Instant,
  requestedAt: Instant,
  state: CallbackState,
  /** Among all who wait in the queue, on the line or not; 1 = the next one. Null: he does not wait any more. */
  place: z.number().int().nullable(),
  /** Calls that were made to him, one that is under way among them. */
  attempts: z.number().int(),
  nextAttemptAt: Instant.nullable(),
  expiresAt: Instant,
  /** The latest call made for it. */
  lastCallId: Id.nullable(),
  endedAt: Instant.nullable(),
});
export type Callback = z.infer<typeof Callback>;

export const CallbackQuery = PageQuery.extend({
  number: z.string().max(32).optional(),
  queueId: Id.optional(),
  /** `open`: waiting and calling. */
  state: z.enum([...CallbackState.options, 'open']).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type CallbackQuery = z.infer<typeof CallbackQuery>;

export const callbacksErrors = {
  'callbacks.over': { status: 409, zh: '该回拨已经结束', en: 'This callback has already ended' },
} as const satisfies Catalogue;
