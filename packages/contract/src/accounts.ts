import { z } from 'zod';
import { Id, Instant, PhoneType, Role } from './roles.ts';
import { Password } from './session.ts';

export const ExtensionNumber = z.string().regex(/^[0-9]{2,8}$/);

/** A row of GET /api/accounts. An account and its extension are administered together. */
export const Account = z.object({
  id: Id,
  name: z.string(),
  displayName: z.string(),
  role: Role,
  enabled: z.boolean(),
  extension: z
    .object({
      number: z.string(),
      phoneType: PhoneType,
      recordingEnabled: z.boolean(),
      /** What a SIP phone is set up with besides its secret: user name and authentication name. */
      sipUser: z.string(),
      online: z.boolean(),
      /** Address the phone registered from, when online. */
      registeredFrom: z.string().nullable(),
    })
    .nullable(),
  queueIds: z.array(Id),
  createdAt: Instant,
});
export type Account = z.infer<typeof Account>;

export const ExtensionInput = z.object({ number: ExtensionNumber, phoneType: PhoneType, recordingEnabled: z.boolean() });

/** POST /api/accounts */
export const CreateAccount = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}._-]{2,40}$/u),
  displayName: z.string().trim().min(1).max(60),
  role: Role.exclude(['operator']),
  password: Password,
  extension: ExtensionInput.nullable(),
});
export type CreateAccount = z.infer<typeof CreateAccount>;

/** PUT /api/accounts/:id; without `password` it stays. */
export const UpdateAccount = z.object({
  displayName: z.string().trim().min(1).max(60),
  role: Role.exclude(['operator']),
  enabled: z.boolean(),
  password: Password.optional(),
  extension: ExtensionInput.nullable(),
});
export type UpdateAccount = z.infer<typeof UpdateAccount>;

/** POST /api/accounts answers with the account and, for a SIP phone, the secret that is shown this once. POST /api/accounts/:id/sip-secret makes a new one. */
export const AccountWithSecret = z.object({ account: Account, sipSecret: z.string().nullable() });
export type AccountWithSecret = z.infer<typeof AccountWithSecret>;
