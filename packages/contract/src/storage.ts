import { z } from 'zod';

/** GET /api/storage: the disk that recordings and messages lie on. */
export const Storage = z.object({
  freeBytes: z.number(),
  totalBytes: z.number(),
  /** Less is free than the operator wants to be warned at (ZUOXI_DISK_ALARM_MB). */
  isLow: z.boolean(),
});
export type Storage = z.infer<typeof Storage>;
