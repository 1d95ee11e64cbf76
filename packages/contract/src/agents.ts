import { z } from 'zod';
import { PassedOver } from './queues.ts';
import { Id, Instant, PhoneType, Role } from './roles.ts';
import { Supervisor } from './supervision.ts';

/** AGT-1. `offline` = not signed in; `idle` = ready in at least one queue; `busy` = not ready in any. */
export const AgentState = z.enum(['offline', 'idle', 'busy', 'ringing', 'talking', 'wrapUp']);
export type AgentState = z.infer<typeof AgentState>;

export const AgentQueueState = z.object({
  queueId: Id,
  queueName: z.string(),
  queueNumber: z.string(),
  ready: z.boolean(),
  /** Why not ready; null when ready. */
  reason: z.string().nullable(),
});
export type AgentQueueState = z.infer<typeof AgentQueueState>;

/** A row of the live board and the head of one's own panel. GET /api/agents lists the members of one's queues. */
export const AgentStatus = z.object({
  accountId: Id,
  displayName: z.string(),
  role: Role,
  extension: z.string(),
  phoneType: PhoneType,
  /** The phone is registered: calls can reach it. */
  phoneOnline: z.boolean(),
  /** No queue offers him a call, and whoever dials him meets a busy line. */
  doNotDisturb: z.boolean(),
  state: AgentState,
  /** The reason shown beside `busy`. */
  reason: z.string().nullable(),
  since: Instant,
  /** The other party's number and name while ringing or talking; of a conference its name. */
  withNumber: z.string().nullable(),
  withName: z.string().nullable(),
  /** The queue of the present call; null for direct calls. */
  queueId: Id.nullable(),
  queueName: z.string().nullable(),
  callId: Id.nullable(),
  /** He has asked for help, and since when. */
  handSince: Instant.nullable(),
  /** Who listens to him, whispers or has barged in; in an agent's own panel only where he may see it. */
  supervisors: z.array(Supervisor),
  queues: z.array(AgentQueueState),
});
export type AgentStatus = z.infer<typeof AgentStatus>;

/** GET /api/agents/:id/why: for each of his queues what keeps a call from him now; null = nothing does. */
export const AgentWhy = z.object({
  accountId: Id,
  queues: z.array(
    z.object({
      queueId: Id,
      queueName: z.string(),
      why: PassedOver.nullable(),
      /** Of `notReady`. */
      reason: z.string().nullable(),
      waiting: z.number().int(),
      /** His place in the order of the ready ones, 1 = the next; null = not among them. */
      place: z.number().int().nullable(),
      penalty: z.number().int(),
      misses: z.number().int(),
    }),
  ),
});
export type AgentWhy = z.infer<typeof AgentWhy>;
