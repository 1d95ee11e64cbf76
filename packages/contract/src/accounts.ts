import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { PermissionClass } from './dial-rules.ts';
import { problem } from './input-problems.ts';
import { DtmfMode, Id, Instant, PhoneType, Role } from './roles.ts';
import { Password } from './session.ts';
import { RequiredText, Text } from './text.ts';

export const ExtensionNumber = z.string().regex(/^[0-9]{2,8}$/);

const ForwardTo = z.string().regex(/^(\+?[0-9]{2,31})?$/);

/** Where calls to an extension go instead; '' = nowhere. Calls of a queue are never forwarded. */
export const Forwarding = z.object({
  always: ForwardTo,
  busy: ForwardTo,
  noAnswer: ForwardTo,
  offline: ForwardTo,
  /** Seconds of ringing before `noAnswer`. */
  noAnswerS: z.number().int().min(5).max(60),
});
export type Forwarding = z.infer<typeof Forwarding>;

/** Encryption of a SIP phone's sound with keys in its signalling (SDES). `optional`: where the phone can; `required`: or there is no call. */
export const Srtp = z.enum(['off', 'optional', 'required']);
export type Srtp = z.infer<typeof Srtp>;

/** What an administrator sets of an extension besides its number and phone. */
const extensionSettings = {
  /** Shown to whoever is called outside; '' = the dial rule's or the trunk's. */
  callerId: z.string().regex(/^(\+?[0-9]{1,20})?$/),
  /** What may be dialled outside; whoever forwards a call does it with these rights, too. */
  mayDial: z
    .array(PermissionClass)
    .max(PermissionClass.options.length)
    .refine((classes) => new Set(classes).size === classes.length, problem('twice')),
  /** Calls out a day; 0 = no limit. */
  dailyCallsCap: z.number().int().min(0).max(100_000),
  /** Minutes out a day; 0 = no limit. */
  dailyMinutesCap: z.number().int().min(0).max(100_000),
  doNotDisturb: z.boolean(),
  forwarding: Forwarding,
  /** Members of one group may take each other's ringing calls; '' = none. */
  pickupGroup: Text(30),
  /** Of a SIP phone; the browser has its own way. */
  dtmfMode: DtmfMode,
  /** Of a SIP phone; the browser's sound is always encrypted. */
  srtp: Srtp,
};

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
      ...extensionSettings,
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

/** Settings that are left out stay as they are; a new extension may dial within the country, and has no others. */
export const ExtensionInput = z.object({
  number: ExtensionNumber,
  phoneType: PhoneType,
  recordingEnabled: z.boolean(),
  ...z.object(extensionSettings).partial().shape,
});
export type ExtensionInput = z.infer<typeof ExtensionInput>;

/** What an account is signed in with. */
export const AccountName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._-]{2,40}$/u);
const DisplayName = RequiredText(60);

/** POST /api/accounts */
export const CreateAccount = z.object({
  name: AccountName,
  displayName: DisplayName,
  role: Role.exclude(['operator']),
  password: Password,
  extension: ExtensionInput.nullable(),
});
export type CreateAccount = z.infer<typeof CreateAccount>;

/** PUT /api/accounts/:id; without `password` it stays. */
export const UpdateAccount = z.object({
  displayName: DisplayName,
  role: Role.exclude(['operator']),
  enabled: z.boolean(),
  password: Password.optional(),
  extension: ExtensionInput.nullable(),
});
export type UpdateAccount = z.infer<typeof UpdateAccount>;

/** POST /api/accounts answers with the account and, for a SIP phone, the secret that is shown this once. POST /api/accounts/:id/sip-secret makes a new one. */
export const AccountWithSecret = z.object({ account: Account, sipSecret: z.string().nullable() });
export type AccountWithSecret = z.infer<typeof AccountWithSecret>;

/** Most accounts of one POST /api/accounts/bulk. */
export const MOST_AT_ONCE = 500;

/** One line as it was typed or made up; what is wrong with it the answer says. */
export const BulkLine = z.object({ number: z.string().max(100), name: z.string().max(100), displayName: z.string().max(100) });
export type BulkLine = z.infer<typeof BulkLine>;

/** POST /api/accounts/bulk: many accounts with extensions of one kind, all of them or none. */
export const BulkAccounts = z.object({
  lines: z.array(BulkLine).min(1).max(MOST_AT_ONCE),
  role: Role.exclude(['operator', 'administrator']),
  phoneType: PhoneType,
  recordingEnabled: z.boolean(),
  queueIds: z.array(Id).max(100),
  ...z.object(extensionSettings).omit({ doNotDisturb: true, forwarding: true, dtmfMode: true, srtp: true }).shape,
  dtmfMode: DtmfMode.optional(),
  srtp: Srtp.optional(),
  /** Only says what is wrong; nothing is made. */
  checkOnly: z.boolean(),
});
export type BulkAccounts = z.infer<typeof BulkAccounts>;

export const BulkProblem = z.object({
  /** From 1. */
  line: z.number().int(),
  problem: z.enum(['numberInvalid', 'nameInvalid', 'displayNameInvalid', 'numberTwice', 'nameTwice', 'numberTaken', 'nameTaken']),
});
export type BulkProblem = z.infer<typeof BulkProblem>;

/** The secrets are shown this once. */
export const BulkCreated = z.object({
  name: z.string(),
  displayName: z.string(),
  number: z.string(),
  /** One-time: it has to be replaced at the first sign-in. */
  password: z.string(),
  sipUser: z.string(),
  /** Null for a phone in the browser. */
  sipSecret: z.string().nullable(),
});
export type BulkCreated = z.infer<typeof BulkCreated>;

/** Problems and nothing made, or no problem and all of it made. */
export const BulkResult = z.object({ problems: z.array(BulkProblem), created: z.array(BulkCreated) });
export type BulkResult = z.infer<typeof BulkResult>;

export const accountsErrors = {
  'accounts.nameTaken': { status: 409, zh: '账号“{name}”已存在', en: 'The username "{name}" already exists' },
  'accounts.extensionTaken': { status: 409, zh: '号码 {number} 已被使用', en: 'The number {number} is already in use' },
  'accounts.lastAdministrator': { status: 409, zh: '至少要保留一个启用的管理员', en: 'At least one enabled administrator must remain' },
  'accounts.noExtension': { status: 409, zh: '该账号没有分机', en: 'The account has no extension' },
  'accounts.inCall': { status: 409, zh: '该账号正在通话，请通话结束后再操作', en: 'The account is on a call. Try again when it has ended' },
} as const satisfies Catalogue;
