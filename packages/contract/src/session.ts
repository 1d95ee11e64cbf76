import { z } from 'zod';
import { Id, PhoneType, Role } from './roles.ts';
import { RequiredText } from './text.ts';

/** POST /api/session */
export const SignIn = z.object({
  tenant: RequiredText(40),
  account: RequiredText(40),
  password: z.string().min(1).max(200),
});
export type SignIn = z.infer<typeof SignIn>;

/** GET /api/session, and the answer to signing in. */
export const Me = z.object({
  accountId: Id,
  account: z.string(),
  displayName: z.string(),
  role: Role,
  tenant: z.object({ id: Id, code: z.string(), name: z.string() }),
  extension: z.object({ number: z.string(), phoneType: PhoneType }).nullable(),
  /** Signed in with a one-time password: nothing but changing it is allowed. */
  mustChangePassword: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const Password = z.string().min(8).max(200);

/** PUT /api/session/password */
export const ChangePassword = z.object({ oldPassword: z.string().min(1).max(200), newPassword: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

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
