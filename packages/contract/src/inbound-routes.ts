import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Destination } from './destinations.ts';
import { problem } from './input-problems.ts';
import { OpeningState } from './opening-hours.ts';
import { QueueDryRun } from './queues.ts';
import { Id, Instant } from './roles.ts';
import { Text } from './text.ts';

/** Digits; `*` at the end: all that begin so. */
const NumberPattern = z.string().regex(/^\+?[0-9]{0,32}\*?$/);

export const InboundRouteInput = z.object({
  /** The number as the carrier sends it in the Request-URI. */
  calledNumber: NumberPattern.min(1).refine((text) => text !== '+', problem('number')),
  /** '' = whoever calls. */
  callerNumber: NumberPattern.default(''),
  hoursId: Id.nullable().default(null),
  destination: Destination,
  /** Outside the hours; null = as inside. */
  closedDestination: Destination.nullable().default(null),
  /** Added to the caller's priority in every queue. */
  priority: z.number().int().min(-100).max(100).default(0),
  description: Text(200),
  enabled: z.boolean().default(true),
});
export type InboundRouteInput = z.infer<typeof InboundRouteInput>;

/** A row of GET /api/inbound-routes. */
export const InboundRoute = InboundRouteInput.extend({ id: Id, position: z.number().int(), createdAt: Instant });
export type InboundRoute = z.infer<typeof InboundRoute>;

/** GET /api/inbound-routes/test: which way a call would go. */
export const InboundTestQuery = z.object({
  called: z.string().regex(/^\+?[0-9]{1,32}$/),
  /** '' = hidden, or whoever. */
  caller: z
    .string()
    .regex(/^\+?[0-9]{0,32}$/)
    .default(''),
  /** Without it: now. */
  at: Instant.optional(),
});
export type InboundTestQuery = z.infer<typeof InboundTestQuery>;

export const InboundTest = z.object({
  at: Instant,
  /** Rules as they were looked at, from the top to the one that fits, at most 200. */
  looked: z.array(z.object({ routeId: Id, outcome: z.enum(['fits', 'disabled', 'calledNumber', 'callerNumber']) })),
  routeId: Id.nullable(),
  hours: OpeningState.extend({ name: z.string() }).nullable(),
  /** Null: the call is refused, since no rule fits. */
  destination: Destination.nullable(),
  /** What the caller would meet in the queue; null: it leads to no queue, or another time than now was asked about. */
  queue: QueueDryRun.nullable(),
});
export type InboundTest = z.infer<typeof InboundTest>;

export const inboundRoutesErrors = {
  'inboundRoutes.numberTaken': {
    status: 409,
    zh: '呼入号码 {number} 与相同主叫条件的规则已存在',
    en: 'A route for called number {number} with the same caller condition already exists',
  },
} as const satisfies Catalogue;
