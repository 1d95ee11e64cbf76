import { z } from 'zod';
import { PageQuery } from './paging.ts';
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

/** Query of GET /api/calls and GET /api/recordings. */
export const CallQuery = PageQuery.extend({
  number: z.string().max(32).optional(),
  /** A queue's id or `DOUT`. */
  queue: z.string().max(40).optional(),
  agentId: Id.optional(),
  type: CallType.optional(),
  answer: CallAnswer.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  minDurationS: z.coerce.number().min(0).optional(),
  maxDurationS: z.coerce.number().min(0).optional(),
});
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
