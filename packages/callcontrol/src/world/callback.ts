import type { SkillNeed } from './terms.ts';

/** A place in a queue without a caller on the line (PBX-2b). `enqueuedAt` is that of his first call: his age is kept. */
export interface Callback {
  id: string;
  tenantId: string;
  queueId: string;
  engine: string;
  number: string;
  customerName: string | null;
  priority: number;
  skills: readonly SkillNeed[];
  preferredAgentId: string | null;
  enqueuedAt: number;
  requestedAt: number;
  expiresAt: number;
  /** Tries in which the customer was dialled and did not answer. */
  attempts: number;
  nextAttemptAt: number;
  /** Made for it so far. */
  calls: number;
  /** The call that is under way for it. */
  callId: string | null;
}
