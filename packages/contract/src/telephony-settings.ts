import { z } from 'zod';

/** GET and PUT /api/telephony-settings: of the whole call centre. */
export const TelephonySettings = z.object({
  /** Seconds without sound and without a report (RTCP) after which a call is taken for dead; a trunk may have its own. */
  rtpTimeoutS: z.number().int().min(5).max(3600),
});
export type TelephonySettings = z.infer<typeof TelephonySettings>;
