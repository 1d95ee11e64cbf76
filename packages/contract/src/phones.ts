import { z } from 'zod';

/** GET /api/phone: what the browser phone registers with. The password lives as long as the session. */
export const PhoneCredentials = z.object({
  /** `sip:demo-8001@zuoxi` */
  uri: z.string(),
  username: z.string(),
  password: z.string(),
  realm: z.string(),
  /** Path of the SIP WebSocket on the console's own origin. */
  webSocketPath: z.string(),
});
export type PhoneCredentials = z.infer<typeof PhoneCredentials>;
