import { z } from 'zod';

/** GET and PUT /api/supervision-settings */
export const SupervisionSettings = z.object({
  /** An agent sees who listens to him. */
  visible: z.boolean(),
});
export type SupervisionSettings = z.infer<typeof SupervisionSettings>;
