import { z } from 'zod';
import { Id, Instant } from './roles.ts';

export const InboundRouteInput = z.object({
  /** The number as the carrier sends it in the Request-URI. */
  calledNumber: z.string().regex(/^\+?[0-9]{1,32}$/),
  queueId: Id,
  description: z.string().trim().max(200),
});
export type InboundRouteInput = z.infer<typeof InboundRouteInput>;

/** A row of GET /api/inbound-routes. */
export const InboundRoute = InboundRouteInput.extend({ id: Id, queueName: z.string(), queueNumber: z.string(), createdAt: Instant });
export type InboundRoute = z.infer<typeof InboundRoute>;
