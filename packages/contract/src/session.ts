import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
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
  /** What the role may do, in words of the authorisation matrix: `queues.write`. The console shows what is among them; the server decides. */
  permissions: z.array(z.string()),
});
export type Me = z.infer<typeof Me>;

export const Password = z.string().min(8).max(200);

/** PUT /api/session/password */
export const ChangePassword = z.object({ oldPassword: z.string().min(1).max(200), newPassword: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const sessionErrors = {
  'session.wrongCredentials': { status: 401, zh: '呼叫中心、账号或密码不正确', en: 'Call centre, username or password is incorrect' },
  'session.throttled': {
    status: 429,
    zh: '尝试次数过多，请在 {seconds} 秒后重试',
    en: 'Too many attempts. Try again in {seconds} s',
  },
  'session.required': { status: 401, zh: '请先登录', en: 'Sign in first' },
  'session.forbidden': { status: 403, zh: '您没有此操作的权限', en: 'You are not allowed to do this' },
  'session.wrongOrigin': { status: 403, zh: '请求来自其他网站，已拒绝', en: 'The request came from another site and was rejected' },
  'session.knownPassword': {
    status: 400,
    zh: '该密码太常见或与账号名称太接近，容易被猜到，请换一个',
    en: 'This password is too common or too similar to the username. Choose another',
  },
  'session.wrongPassword': { status: 400, zh: '原密码不正确', en: 'The current password is incorrect' },
} as const satisfies Catalogue;
