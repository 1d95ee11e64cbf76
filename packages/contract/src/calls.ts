import { z } from 'zod';
import { column, defineList, filter, type Titled } from './list.ts';
import { PassedOver, QueueStrategy } from './queues.ts';
import { Id, Instant } from './roles.ts';

export const CallType = z.enum(['inbound', 'manualOutbound', 'autoOutbound', 'internal']);
export type CallType = z.infer<typeof CallType>;

/** 接听 / 未接听 / 忙 */
export const CallAnswer = z.enum(['answered', 'noAnswer', 'busy']);
export type CallAnswer = z.infer<typeof CallAnswer>;

/** Who ended it. */
export const CallEndedBy = z.enum(['customer', 'agent', 'supervisor', 'system', 'carrier']);
export type CallEndedBy = z.infer<typeof CallEndedBy>;

/** Why it ended: stable words that reports group on. */
export const CallEndReason = z.enum([
  'hangup', // after an answered conversation
  'abandonedInFlow',
  'abandonedInGreeting',
  'abandonedInQueue',
  'abandonedWhileRinging',
  'maxWait',
  'closed',
  'queueFull',
  'trunkFull',
  'nobodyThere',
  'voicemailLeft',
  'callbackRequested',
  'flowEnded',
  'noSuchNumber',
  'notAllowed', // forbidden by the call centre while it was dialled
  'busy',
  'noAnswer',
  'rejected',
  'unreachable',
  'cancelled',
  'agentUnreachable',
  'failed',
  'refusedByCarrier', // 401, 403, 407: us, and not the callee
  'signallingLost', // no ACK, a session that was not refreshed, 481
  'audioLost', // no sound and no report for too long
  'interrupted',
]);
export type CallEndReason = z.infer<typeof CallEndReason>;

export const callTypeLabels = {
  inbound: { zh: '呼入', en: 'Inbound' },
  manualOutbound: { zh: '手动外呼', en: 'Manual outbound' },
  autoOutbound: { zh: '自动外呼', en: 'Auto outbound' },
  internal: { zh: '内部通话', en: 'Internal' },
} as const satisfies Record<CallType, Titled>;

export const callAnswerLabels = {
  answered: { zh: '接听', en: 'Answered' },
  noAnswer: { zh: '未接听', en: 'No answer' },
  busy: { zh: '忙', en: 'Busy' },
} as const satisfies Record<CallAnswer, Titled>;

export const callEndedByLabels = {
  customer: { zh: '客户', en: 'Customer' },
  agent: { zh: '坐席', en: 'Agent' },
  supervisor: { zh: '组长', en: 'Supervisor' },
  system: { zh: '系统', en: 'System' },
  carrier: { zh: '线路', en: 'Carrier' },
} as const satisfies Record<CallEndedBy, Titled>;

export const callEndReasonLabels = {
  hangup: { zh: '正常挂断', en: 'Hung up' },
  abandonedInGreeting: { zh: '欢迎语中放弃', en: 'Abandoned during greeting' },
  abandonedInQueue: { zh: '排队中放弃', en: 'Abandoned in queue' },
  abandonedWhileRinging: { zh: '响铃中放弃', en: 'Abandoned while ringing' },
  maxWait: { zh: '超过最长等待时限', en: 'Maximum wait exceeded' },
  noSuchNumber: { zh: '空号', en: 'No such number' },
  notAllowed: { zh: '号码已不允许拨打', en: 'Number no longer allowed' },
  busy: { zh: '对方忙', en: 'Busy' },
  noAnswer: { zh: '无人接听', en: 'No answer' },
  rejected: { zh: '被拒接', en: 'Rejected' },
  unreachable: { zh: '无法接通', en: 'Unreachable' },
  cancelled: { zh: '主动取消', en: 'Cancelled' },
  agentUnreachable: { zh: '坐席话机无法接通', en: "Agent's phone unreachable" },
  failed: { zh: '呼叫失败', en: 'Failed' },
  refusedByCarrier: { zh: '被运营商拒绝', en: 'Refused by the carrier' },
  signallingLost: { zh: '信令中断', en: 'Signalling lost' },
  audioLost: { zh: '声音中断', en: 'Audio lost' },
  interrupted: { zh: '异常中断', en: 'Interrupted' },
  abandonedInFlow: { zh: '语音导航中放弃', en: 'Abandoned in the IVR' },
  closed: { zh: '非营业时间', en: 'Outside opening hours' },
  queueFull: { zh: '队列已满', en: 'Queue full' },
  trunkFull: { zh: '中继线路已满', en: 'Trunk at capacity' },
  nobodyThere: { zh: '无人值守', en: 'Queue unstaffed' },
  voicemailLeft: { zh: '已留言', en: 'Voicemail left' },
  callbackRequested: { zh: '已登记回拨', en: 'Callback requested' },
  flowEnded: { zh: '语音导航结束', en: 'Ended by the IVR' },
} as const satisfies Record<CallEndReason, Titled>;

/** The pseudo-queue under which direct outbound calls are filed. */
export const DOUT = 'DOUT';

/** A row of GET /api/calls (RPT-1). */
export const CallRecord = z.object({
  id: Id,
  type: CallType,
  /** The customer was one that the system plays. */
  isTest: z.boolean(),
  startedAt: Instant,
  endedAt: Instant,
  customerNumber: z.string(),
  customerName: z.string().nullable(),
  calledNumber: z.string(),
  queueId: Id.nullable(),
  /** `DOUT` for direct outbound calls. */
  queueName: z.string(),
  queueNumber: z.string(),
  agentId: Id.nullable(),
  /** 其他 is shown when null: nobody was assigned. */
  agentName: z.string().nullable(),
  /** The queue's number when nobody was assigned. */
  extension: z.string(),
  answer: CallAnswer,
  endReason: CallEndReason,
  endedBy: CallEndedBy,
  /** Seconds in the queue before the answer or the end. */
  waitS: z.number(),
  /** Seconds of conversation; 0 when unanswered. */
  talkS: z.number(),
  /** Talk time, or for unanswered manual outbound calls the ringing time (RPT-1). */
  durationS: z.number(),
  recordingId: Id.nullable(),
  /** 处理结果; null = none was chosen. */
  disposition: z.string().nullable(),
  dispositionNote: z.string().nullable(),
});
export type CallRecord = z.infer<typeof CallRecord>;

/** What call records and recordings are filtered by. */
export const callFilters = {
  number: filter.phone('客户号码', 'Number'),
  customer: filter.text('客户姓名', 'Customer name'),
  /** A queue's id or `DOUT`. */
  queue: filter.of('queue', '队列', 'Queue', z.union([Id, z.literal(DOUT)]).optional()),
  agentId: filter.agent('坐席', 'Agent'),
  type: filter.choice('呼叫类型', 'Type', callTypeLabels),
  answer: filter.choice('应答方式', 'Result', callAnswerLabels),
  from: filter.from('开始日期', 'From'),
  to: filter.to('结束日期', 'To'),
  minDurationS: filter.atLeast('最短时长', 'At least'),
  maxDurationS: filter.atMost('最长时长', 'At most'),
};

/** GET /api/calls (RPT-1). */
export const callsList = defineList({
  name: 'calls',
  title: { zh: '通话记录', en: 'Call records' },
  columns: {
    startedAt: column.instant('时间', 'Time'),
    customerName: column.text('客户', 'Customer'),
    customerNumber: column.phone('客户号码', 'Number'),
    queueName: column.text('队列名', 'Queue name'),
    queueNumber: column.text('队列号', 'Queue no.'),
    agentName: column.text('坐席', 'Agent'),
    extension: column.text('分机', 'Ext.'),
    type: column.choice('呼叫类型', 'Type', callTypeLabels),
    answer: column.choice('应答方式', 'Result', callAnswerLabels),
    waitS: column.seconds('等待', 'Wait'),
    talkS: column.seconds('通话时长', 'Talk time'),
    durationS: column.seconds('时长', 'Duration'),
    endReason: column.choice('结束原因', 'End reason', callEndReasonLabels),
    endedBy: column.choice('挂断方', 'Ended by', callEndedByLabels),
    disposition: column.text('处理结果', 'Disposition'),
    calledNumber: column.phone('被叫号码', 'Called number'),
  },
  filters: callFilters,
  sort: { by: 'startedAt', order: 'desc' },
});
export const CallQuery = callsList.query;
export type CallQuery = z.infer<typeof CallQuery>;

/** GET /api/calls/:id: the record with the events it was folded from. */
export const CallEventView = z.object({
  at: Instant,
  type: z.string(),
  agentName: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
const DirectionQuality = z.object({ packets: z.number(), lost: z.number(), jitterMs: z.number(), mos: z.number().nullable() });

/** Detail of an event of type `quality`: one leg's sound over the whole call. */
export const QualityDetail = z.object({
  party: z.enum(['customer', 'agent']),
  quality: z.object({ received: DirectionQuality, sent: DirectionQuality, roundTripMs: z.number() }),
});

/**
 * agent: had the customer · consulted: was asked, or was the third in a three-way call · supervisor: listened, whispered or barged in
 * (the last only in the detail of a call that one may supervise)
 */
export const SegmentRole = z.enum(['agent', 'consulted', 'supervisor']);
export type SegmentRole = z.infer<typeof SegmentRole>;

/** One party's part of a call. */
export const CallSegment = z.object({
  position: z.number().int(),
  role: SegmentRole,
  /** Null: an outside number. */
  agentId: Id.nullable(),
  agentName: z.string().nullable(),
  number: z.string(),
  startedAt: Instant,
  endedAt: Instant,
  /** Seconds with the customer; consulting and holding are not in it. */
  talkS: z.number(),
  holdS: z.number(),
});
export type CallSegment = z.infer<typeof CallSegment>;

export const CallDetail = CallRecord.extend({ events: z.array(CallEventView), segments: z.array(CallSegment) });
export type CallDetail = z.infer<typeof CallDetail>;

/**
 * Detail of a call's event of type `offered`: why this agent's phone was rung (AGT-9). The ready ones in the order in which they
 * would be rung, and who could not be; a name is null when the account is no more.
 */
export const DecisionDetail = z.object({
  because: z.enum([...QueueStrategy.options, 'assignedAgent', 'lastAgent']),
  candidates: z.array(
    z.object({
      agentId: z.string(),
      name: z.string().nullable(),
      penalty: z.number(),
      level: z.number(),
      /** Epoch ms. */
      idleSince: z.number(),
      calls: z.number(),
      talkMs: z.number(),
    }),
  ),
  passedOver: z.array(z.object({ agentId: z.string(), name: z.string().nullable(), why: PassedOver })),
});
export type DecisionDetail = z.infer<typeof DecisionDetail>;
