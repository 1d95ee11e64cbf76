import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { Id } from './roles.ts';

/** listen: nobody hears the supervisor · whisper: the agent alone hears him · barge: all hear each other */
export const SupervisionMode = z.enum(['listen', 'whisper', 'barge']);
export type SupervisionMode = z.infer<typeof SupervisionMode>;

/** `release` (强拆): the customer is hung up, the supervisor talks with the agent; `takeOver` (接管): the agent is released. */
export const SupervisionOrder = z.enum([...SupervisionMode.options, 'release', 'takeOver']);
export type SupervisionOrder = z.infer<typeof SupervisionOrder>;

/** POST /api/agents/:id/supervise: his own phone rings first, unless he supervises that agent already. */
export const Supervise = z.object({ mode: SupervisionOrder });
export type Supervise = z.infer<typeof Supervise>;

/** One's own supervision. */
export const Supervision = z.object({
  agentId: Id,
  agentName: z.string(),
  mode: SupervisionMode,
  /** ringing: his own phone rings for it. */
  state: z.enum(['ringing', 'up']),
});
export type Supervision = z.infer<typeof Supervision>;

/** Who supervises an agent. */
export const Supervisor = z.object({ accountId: Id, name: z.string(), mode: SupervisionMode });
export type Supervisor = z.infer<typeof Supervisor>;

/** What a supervisor did with somebody's state or call, told to them (AGT-7). */
export const ForcedState = z.object({
  by: z.string(),
  what: z.enum(['ready', 'notReady', 'wrapUpEnded', 'released', 'takenOver', 'callReleased', 'callTakenOver', 'callLeft']),
  at: z.string(),
});
export type ForcedState = z.infer<typeof ForcedState>;

export const supervisionErrors = {
  'supervision.notTalking': { status: 409, zh: '该坐席没有在通话', en: 'That agent is not on a call' },
  'supervision.self': { status: 409, zh: '不能对自己执行此操作', en: 'You cannot do this to yourself' },
  'supervision.another': {
    status: 409,
    zh: '另一位组长正在强拆或接管该通话',
    en: 'Another supervisor is already releasing or taking over this call',
  },
  'supervision.elsewhere': {
    status: 409,
    zh: '该通话在另一台电话引擎上，您的话机未在那里注册',
    en: 'The call is on another telephony engine, where your phone is not registered',
  },
} as const satisfies Catalogue;
