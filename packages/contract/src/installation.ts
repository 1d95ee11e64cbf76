import { z } from 'zod';

/** GET /api/installation: where else this installation can be reached. */
export const Installation = z.object({
  /** UDP and TCP, for desk phones. */
  sipPort: z.number().int(),
  httpsPort: z.number().int(),
});
export type Installation = z.infer<typeof Installation>;
