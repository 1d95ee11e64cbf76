import { z } from 'zod';
import { AgentStatus } from './agents.ts';
import { DialDigits, Id, Instant } from './roles.ts';

/**
 * ringing: the agent's phone rings (inbound), or the agent's own phone is being called first (outbound, SIP)
 * dialling: the customer is being called · talking · held: the customer hears music
 */
export const PanelCallPhase = z.enum(['ringing', 'dialling', 'talking', 'held']);
export type PanelCallPhase = z.infer<typeof PanelCallPhase>;

export const PanelCall = z.object({
  callId: Id,
  direction: z.enum(['inbound', 'outbound']),
  phase: PanelCallPhase,
  customerNumber: z.string(),
  customerName: z.string().nullable(),
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
});
export type PanelCall = z.infer<typeof PanelCall>;

/** GET /api/panel and realtime topic `panel`: all that one's own panel shows. */
export const PanelState = z.object({
  agent: AgentStatus,
  call: PanelCall.nullable(),
  wrapUp: z.object({ callId: Id, startedAt: Instant, endsAt: Instant }).nullable(),
});
export type PanelState = z.infer<typeof PanelState>;

/** POST /api/panel/queue-states. Ready or not ready in the named queues of one's own. */
export const SetQueueStates = z.object({
  queueIds: z.array(Id).min(1).max(500),
  ready: z.boolean(),
  /** Required when not ready; typed or chosen. */
  reason: z.string().trim().min(1).max(40).optional(),
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
