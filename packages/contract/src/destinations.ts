import { z } from 'zod';
import { DialDigits, Id } from './roles.ts';

/** Where a call can be sent: by an inbound route, a queue's overflow, an IVR. */
export const Destination = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), queueId: Id }),
  z.object({ kind: z.literal('flow'), flowId: Id }),
  z.object({ kind: z.literal('extension'), agentId: Id }),
  z.object({ kind: z.literal('outside'), number: DialDigits }),
  z.object({ kind: z.literal('voicemail'), queueId: Id }),
  /** With a last word, if there is one. */
  z.object({ kind: z.literal('hangup'), promptId: Id.nullable() }),
]);
export type Destination = z.infer<typeof Destination>;
