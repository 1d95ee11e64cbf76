import { z } from 'zod';
import { Destination } from './destinations.ts';
import { Id, Instant } from './roles.ts';

/** Digits; `*` at the end: all that begin so. */
const NumberPattern = z.string().regex(/^\+?[0-9]{0,32}\*?$/);

export const InboundRouteInput = z.object({
  /** The number as the carrier sends it in the Request-URI. */
  calledNumber: NumberPattern.min(1),
  /** '' = whoever calls. */
  callerNumber: NumberPattern.default(''),
  hoursId: Id.nullable().default(null),
  destination: Destination,
  /** Outside the hours; null = as inside. */
  closedDestination: Destination.nullable().default(null),
  /** Added to the caller's priority in every queue. */
  priority: z.number().int().min(-100).max(100).default(0),
  description: z.string().trim().max(200),
  enabled: z.boolean().default(true),
});
export type InboundRouteInput = z.infer<typeof InboundRouteInput>;

/** A row of GET /api/inbound-routes. */
export const InboundRoute = InboundRouteInput.extend({ id: Id, position: z.number().int(), createdAt: Instant });
export type InboundRoute = z.infer<typeof InboundRoute>;
