import { z } from 'zod';
import { ExtensionNumber } from './accounts.ts';
import { Id, Instant, Role } from './roles.ts';

/** Which ready member is rung first. */
export const QueueStrategy = z.enum([
  'ringAll',
  'longestIdle',
  'fewestCalls',
  'leastTalkTime',
  'roundRobin',
  'random',
  'weightedRandom',
  'linear',
  'skills',
]);
export type QueueStrategy = z.infer<typeof QueueStrategy>;

export const QueueInput = z.object({
  number: ExtensionNumber,
  name: z.string().trim().min(1).max(60),
  strategy: QueueStrategy,
  /** How long one member's phone rings before the next one is tried, in seconds. */
  ringTimeoutS: z.number().int().min(5).max(120),
  /** After this long in the queue the caller hears an announcement and is released, in seconds. */
  maxWaitS: z.number().int().min(10).max(7200),
  /** Time for notes after a call of this queue, in seconds; 0 = none. The state belongs to the agent. */
  wrapUpS: z.number().int().min(0).max(3600),
  /** Target of the service level, in seconds. */
  serviceLevelS: z.number().int().min(1).max(600),
  recordingEnabled: z.boolean(),
  memberIds: z.array(Id).max(1000),
});
export type QueueInput = z.infer<typeof QueueInput>;

/** A row of GET /api/queues. */
export const Queue = QueueInput.extend({
  id: Id,
  members: z.array(z.object({ accountId: Id, displayName: z.string(), extension: z.string(), role: Role })),
  /** Called numbers that lead here: what a delete would break. */
  inboundNumbers: z.array(z.string()),
  createdAt: Instant,
});
export type Queue = z.infer<typeof Queue>;
