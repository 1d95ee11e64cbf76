import { z } from 'zod';
import { AgentState, AgentStatus } from './agents.ts';
import { CallEndReason } from './calls.ts';
import type { Catalogue } from './catalogue.ts';
import { DialDigits, Id, Instant, Role } from './roles.ts';
import { ForcedState, Supervision } from './supervision.ts';
import { RequiredText, Text } from './text.ts';

/**
 * ringing: the agent's phone rings (inbound), or the agent's own phone is being called first (outbound, SIP)
 * dialling: the customer is being called · talking · held: the customer hears music
 */
export const PanelCallPhase = z.enum(['ringing', 'dialling', 'talking', 'held']);
export type PanelCallPhase = z.infer<typeof PanelCallPhase>;

/**
 * agent: has the customer, or is calling somebody · colleague: the other side of an internal call ·
 * consulted: is asked, or the third of a three-way call · supervisor: listens, whispers or has barged in ·
 * errand: a code, the test of an IVR, a prompt that is recorded: nobody else is on the line
 */
export const PanelRole = z.enum(['agent', 'colleague', 'consulted', 'supervisor', 'errand']);
export type PanelRole = z.infer<typeof PanelRole>;

/** Whom the agent talks with while he consults; `all`: three-way. */
export const TalkingWith = z.enum(['customer', 'consulted', 'all']);
export type TalkingWith = z.infer<typeof TalkingWith>;

export const PanelConsult = z.object({
  agentId: Id.nullable(),
  number: z.string(),
  name: z.string().nullable(),
  state: z.enum(['ringing', 'talking']),
  with: TalkingWith,
  since: Instant,
});
export type PanelConsult = z.infer<typeof PanelConsult>;

export const PanelCall = z.object({
  callId: Id,
  role: PanelRole,
  direction: z.enum(['inbound', 'outbound']),
  phase: PanelCallPhase,
  customerNumber: z.string(),
  customerName: z.string().nullable(),
  /** The other party is a colleague, or a queue one rang oneself: proved by an own phone, and not by a number. */
  internal: z.boolean(),
  /** Null for a call that did not come through a queue. */
  queueId: Id.nullable(),
  queueName: z.string().nullable(),
  queueNumber: z.string().nullable(),
  startedAt: Instant,
  answeredAt: Instant.nullable(),
  recording: z.boolean(),
  /** The customer does not hear the agent. */
  muted: z.boolean(),
  /** The customer can be sent to the survey (POST /api/panel/survey). */
  surveyOffered: z.boolean(),
  /** May be recorded by hand (POST /api/panel/record): it is not recorded anyway. */
  recordable: z.boolean(),
  /** He consults somebody; of a consulted one: who asks him is `customerName` and `customerNumber` of nobody, see `by`. */
  consult: PanelConsult.nullable(),
  /** A blind transfer under way. */
  transfer: z.object({ number: z.string(), name: z.string().nullable() }).nullable(),
  /** Whom one last asked or transferred to in vain, and why; until one tries again. */
  notReached: z
    .object({ how: z.enum(['consult', 'transfer']), number: z.string(), name: z.string().nullable(), reason: CallEndReason })
    .nullable(),
  /** For a consulted one: who has asked him. */
  by: z.string().nullable(),
  /** The customer has hung up; the others go on. */
  customerLeft: z.boolean(),
  /** The supervisor who has hung up the customer (强拆). */
  releasedBy: z.string().nullable(),
  /** Who has transferred the customer, or whose call it was before it was taken over; while it rings, too. */
  handover: z.object({ how: z.enum(['transferred', 'takenOver']), name: z.string() }).nullable(),
  /** His own phone was lost in the call: the customer hears music and his phone is called again; a page answers by itself. */
  returning: z.boolean(),
  /** His own supervision, for a supervisor. */
  supervision: Supervision.nullable(),
});
export type PanelCall = z.infer<typeof PanelCall>;

/** GET /api/panel and realtime topic `panel`: all that one's own panel shows. */
export const PanelState = z.object({
  agent: AgentStatus,
  call: PanelCall.nullable(),
  wrapUp: z
    .object({
      callId: Id,
      startedAt: Instant,
      endsAt: Instant,
      customerNumber: z.string(),
      customerName: z.string().nullable(),
      internal: z.boolean(),
      queueName: z.string().nullable(),
      /** By so many seconds, so often more (POST /api/panel/wrap-up/extend); null: not, or not any more. */
      extension: z.object({ seconds: z.number().int(), left: z.number().int() }).nullable(),
    })
    .nullable(),
  /** Of the present call or the wrap-up; null: its queue has no list. */
  disposition: z
    .object({ callId: Id, options: z.array(z.string()), required: z.boolean(), chosen: z.string().nullable(), note: z.string() })
    .nullable(),
  /** Why he will be not ready after this call; null: he goes on. */
  next: z.string().nullable(),
  /** What a supervisor did last with his state; until he changes it himself. */
  forced: ForcedState.nullable(),
  /** The conference he is in, or that rings at his phone. */
  conference: z
    .object({ conferenceId: Id, name: z.string(), state: z.enum(['ringing', 'joined']), muted: z.boolean(), returning: z.boolean() })
    .nullable(),
});
export type PanelState = z.infer<typeof PanelState>;

/**
 * POST /api/panel/queue-states: ready or not ready in the named queues of one's own. POST /api/agents/:id/queue-states: the same for an
 * agent, in queues that both are members of.
 */
export const SetQueueStates = z.object({
  queueIds: z.array(Id).min(1).max(500),
  ready: z.boolean(),
  /** Required when not ready; typed or chosen. */
  reason: RequiredText(40).optional(),
});
export type SetQueueStates = z.infer<typeof SetQueueStates>;

/** POST /api/panel/dial: an outside number, an extension. The agent's phone is called first, then the other party. */
export const Dial = z.object({ number: DialDigits });
export type Dial = z.infer<typeof Dial>;
export const DialResult = z.object({ callId: Id });

/** POST /api/panel/dtmf, towards the customer. */
export const SendDtmf = z.object({ digits: z.string().regex(/^[0-9*#A-D]{1,32}$/) });
/** POST /api/panel/hold, POST /api/panel/mute and POST /api/panel/do-not-disturb */
export const Switch = z.object({ on: z.boolean() });

/** POST /api/panel/consult, POST /api/panel/transfer: an extension or an outside number; a transfer also to a queue, by its number. */
export const CallSomebody = z.object({ number: DialDigits });
/** POST /api/panel/consult/with */
export const TalkWith = z.object({ with: TalkingWith });
/** POST /api/panel/consult/transfer: before the consulted one has answered it hangs up on the customer, and is refused unless that is meant. */
export const CompleteConsult = z.object({ hangUpCustomer: z.boolean().default(false) });
/** POST /api/panel/next: after this call not ready with that reason; null: ready as before. */
export const NextState = z.object({ reason: RequiredText(40).nullable() });
/**
 * POST /api/panel/disposition: of the present call, the one in wrap-up, or one of the last five that were. `noteBefore`: the note that was
 * changed; when it is another one by now, somebody wrote elsewhere, and it is not replaced (409 panel.noteChanged).
 */
export const SetDisposition = z.object({
  callId: Id,
  disposition: RequiredText(40),
  note: Text(500).default(''),
  noteBefore: Text(500).optional(),
});
export type SetDisposition = z.infer<typeof SetDisposition>;

/** Whom a call may be taken to; a row of GET /api/panel/targets. */
export const PanelTarget = z.object({
  accountId: Id,
  displayName: z.string(),
  extension: z.string(),
  role: Role,
  state: AgentState,
  /** Queues that both are of. */
  queueNames: z.array(z.string()),
});
export type PanelTarget = z.infer<typeof PanelTarget>;

/** A queue to which a call may be transferred; a row of GET /api/panel/targets. */
export const PanelQueueTarget = z.object({
  queueId: Id,
  number: z.string(),
  name: z.string(),
  isOpen: z.boolean(),
  /** Customers who wait in it, and members who are ready; null: it is not one of their queues. */
  figures: z.object({ waiting: z.number().int(), ready: z.number().int() }).nullable(),
});
export type PanelQueueTarget = z.infer<typeof PanelQueueTarget>;

/**
 * queues: all of the call centre, that of the call first, with figures of one's own. consult (PAN-2): supervisors of one's queues, online and not on a call. transfer (PAN-5): supervisors and members online in the
 * queue the customer called; others: online members and supervisors of other queues that one shares.
 */
export const PanelTargets = z.object({
  consult: z.array(PanelTarget),
  transfer: z.object({ supervisors: z.array(PanelTarget), members: z.array(PanelTarget), others: z.array(PanelTarget) }),
  queues: z.array(PanelQueueTarget),
});
export type PanelTargets = z.infer<typeof PanelTargets>;

/** GET /api/panel/recent-calls: the last 20, newest first, for the dial pad. */
export const RecentCall = z.object({
  callId: Id,
  number: z.string(),
  name: z.string().nullable(),
  direction: z.enum(['inbound', 'outbound']),
  missed: z.boolean(),
  startedAt: Instant,
});
export type RecentCall = z.infer<typeof RecentCall>;

export const panelErrors = {
  'panel.noExtension': { status: 409, zh: '您的账号没有分机', en: 'Your account has no extension' },
  'panel.phoneOffline': { status: 409, zh: '话机离线，请先登录话机', en: 'Your phone is offline. Sign in on it first' },
  'panel.alreadyInCall': { status: 409, zh: '您正在通话中', en: 'You are already on a call' },
  'panel.noCall': { status: 409, zh: '当前没有通话', en: 'There is no call in progress' },
  'panel.notAnswered': { status: 409, zh: '通话尚未接通', en: 'The call has not been answered' },
  'panel.noTrunk': {
    status: 409,
    zh: '没有可用的中继，请联系管理员',
    en: 'No trunk is available for external calls. Ask your administrator',
  },
  'panel.numberInvalid': { status: 400, zh: '号码 {number} 无法拨打', en: 'The number {number} cannot be dialled' },
  'panel.numberIsQueue': {
    status: 400,
    zh: '{number} 是队列，不能加入会议',
    en: '{number} is a queue and cannot join a conference',
  },
  'panel.colleagueToQueue': {
    status: 409,
    zh: '与同事的通话不能转移到队列',
    en: 'A call to a colleague cannot be transferred to a queue',
  },
  'panel.queueClosed': {
    status: 409,
    zh: '该队列现在不在服务时间内，客户会被挂断，未转移',
    en: 'The queue is closed now and would hang up on the customer. The call was not transferred',
  },
  'panel.queueEmpty': {
    status: 409,
    zh: '该队列现在没有座席在线，客户会被挂断，未转移',
    en: 'Nobody serves the queue now and it would hang up on the customer. The call was not transferred',
  },
  'panel.notAllowed': {
    status: 403,
    zh: '您的分机没有拨打 {number} 的权限（如国际长途），请联系管理员开通',
    en: 'Your extension is not allowed to call {number} (for example, an international number). Ask your administrator',
  },
  'panel.capReached': {
    status: 403,
    zh: '您的分机今日外呼次数或时长已达上限，明日恢复，或请管理员调整',
    en: 'Daily outbound limit of your extension reached. It resets tomorrow; an administrator can raise it',
  },
  'panel.trunksBusy': {
    status: 409,
    zh: '中继线路已占满，请稍后再拨',
    en: 'All trunk lines are busy. Try again in a moment',
  },
  'panel.blacklisted': {
    status: 409,
    zh: '号码 {number} 在黑名单中，不能拨打',
    en: 'The number {number} is on the do-not-call list and cannot be called',
  },
  'panel.notYourCall': { status: 409, zh: '只有接待该客户的坐席才能这样做', en: 'Only the agent handling this customer can do this' },
  'panel.consulting': { status: 409, zh: '请先结束当前的咨询或转移', en: 'End the current consultation or transfer first' },
  'panel.noConsult': { status: 409, zh: '当前没有咨询', en: 'There is no consultation in progress' },
  'panel.consultNotAnswered': {
    status: 409,
    zh: '对方尚未接听，此时转移将挂断客户的电话',
    en: 'Not answered yet. Transferring now would disconnect the customer',
  },
  'panel.targetBusy': { status: 409, zh: '对方现在无法接听', en: 'The other party cannot take a call now' },
  'panel.customerLeft': { status: 409, zh: '客户已离开通话', en: 'The customer has left the call' },
  'panel.notRecordable': { status: 409, zh: '该通话不能手动录音', en: 'This call cannot be recorded manually' },
  'panel.dispositionRequired': { status: 409, zh: '请先选择处理结果', en: 'Choose a disposition first' },
  'panel.dispositionUnknown': { status: 400, zh: '该处理结果不在队列的列表中', en: "That disposition is not in the queue's list" },
  'panel.noteChanged': {
    status: 409,
    zh: '该备注已在另一个页面中修改',
    en: 'This note has been changed on another page',
  },
  'panel.noWrapUp': { status: 409, zh: '您不在话后处理中', en: 'You are not in wrap-up' },
  'panel.wrapUpNotExtendable': { status: 409, zh: '话后处理不能再延长', en: 'The wrap-up cannot be extended again' },
  'panel.noSurvey': { status: 409, zh: '该通话没有满意度调查', en: 'This call has no satisfaction survey' },
  'panel.notYourQueue': { status: 403, zh: '您不在该队列中', en: 'You are not a member of this queue' },
} as const satisfies Catalogue;
