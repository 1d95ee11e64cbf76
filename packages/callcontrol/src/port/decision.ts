import type { QueueStrategy } from './directory.ts';

/** A ready member, and what the strategies compare. */
export interface Candidate {
  agentId: string;
  penalty: number;
  /** Place in the queue's own order. */
  position: number;
  /** Levels of the skills that are asked for, added. */
  level: number;
  /** Epoch ms. */
  idleSince: number;
  /** Of this queue and this shift. */
  calls: number;
  talkMs: number;
  /** Epoch ms of the last try for this call; 0 = none. */
  triedAt: number;
}

/** Why a member is not rung (AGT-9). */
export type PassedOver =
  | 'signedOut'
  | 'phoneOffline'
  | 'otherEngine'
  | 'notReady'
  | 'doNotDisturb'
  | 'ringing'
  | 'talking'
  | 'wrapUp'
  | 'skillMissing'
  | 'justTried';

/** What is kept of every decision: who could have been rung, in order, who could not, and why. */
export interface Decision {
  because: QueueStrategy | 'assignedAgent' | 'lastAgent';
  candidates: readonly CandidateView[];
  passedOver: readonly { agentId: string; why: PassedOver }[];
}

export type CandidateView = Pick<Candidate, 'agentId' | 'penalty' | 'level' | 'idleSince' | 'calls' | 'talkMs'>;
