import { z } from 'zod';

/** What a call centre has to have before its first call, in the order in which it is made; each is `true` once there is one. */
export const SetupSteps = z.object({
  /** Somebody with an extension. */
  people: z.boolean(),
  /** A queue with somebody in it. */
  queue: z.boolean(),
  /** A line to the outside that is switched on. */
  trunk: z.boolean(),
  /** A number that leads somewhere. */
  number: z.boolean(),
  /** A call that was made. */
  call: z.boolean(),
});
export type SetupSteps = z.infer<typeof SetupSteps>;
