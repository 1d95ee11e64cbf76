import type { CallFact } from '@zuoxi/callcontrol';
import type { CallAnswer, CallEndedBy, CallEndReason, CallType } from '@zuoxi/contract';

/** A call record without the names, which are looked up when it is written. Times are epoch ms, durations seconds. */
export interface FoldedCall {
  id: string;
  tenantId: string;
  type: CallType;
  /** The customer was one that the system plays. */
  isTest: boolean;
  startedAt: number;
  endedAt: number;
  customerNumber: string;
  /** As it was known then. */
  customerName: string | null;
  calledNumber: string;
  queueId: string | null;
  agentId: string | null;
  answer: CallAnswer;
  endReason: CallEndReason;
  endedBy: CallEndedBy;
  waitS: number;
  talkS: number;
  durationS: number;
  recordingName: string | null;
  disposition: string | null;
  dispositionNote: string | null;
}

/**
 * One call's facts, in order, into its record. Undefined while it has not ended.
 *
 * - queueId: the last queue he was in.
 * - waitS: in queues, together: from entering each to leaving it.
 * - endedAt, endedBy: for the customer; what others say after he has left is in their segments.
 * - talkS: from the first answer to the end, or until the agent left for the survey; hold is part of it, a wait in the queue between two
 *   agents is not.
 * - durationS: talk time; for an unanswered manual outbound call the ringing time (RPT-1).
 * - answer `busy`: the called party was busy, or the caller waited without one member ever being free to ring.
 */
export function foldCall(facts: readonly CallFact[]): FoldedCall | undefined {
  const started = facts.find((fact) => fact.type === 'started');
  const ended = facts.find((fact) => fact.type === 'ended');
  if (started?.type !== 'started' || ended?.type !== 'ended') return undefined;
  const enqueued = facts.findLast((fact) => fact.type === 'enqueued');
  const talkEnded = facts.find((fact) => fact.type === 'talkEnded');
  const left = facts.find((fact) => fact.type === 'customerLeft');
  const disposed = facts.findLast((fact) => fact.type === 'disposed');
  const answered = facts.find((fact) => fact.type === 'answered');
  const rang = facts.find((fact) => fact.type === 'ringing');
  const recording = facts.find((fact) => fact.type === 'recordingStarted');
  const offers = facts.filter((fact) => fact.type === 'offered');
  const lastOffer = offers.at(-1);
  const seconds = (from: number, to: number) => Math.max(0, to - from) / 1000;

  const agentId =
    answered?.type === 'answered'
      ? answered.agentId
      : (started.agentId ?? (ended.reason === 'abandonedWhileRinging' && lastOffer?.type === 'offered' ? lastOffer.agentId : null));
  const talkS = answered
    ? seconds(answered.at, (talkEnded ?? left ?? ended).at) - betweenAgentsMs(facts.slice(facts.indexOf(answered))) / 1000
    : 0;
  const ringS = rang ? seconds(rang.at, ended.at) : 0;
  const waitedInVain = started.callType === 'inbound' && enqueued !== undefined && offers.length === 0;
  return {
    id: started.callId,
    tenantId: started.tenantId,
    type: started.callType,
    isTest: started.isTest === true,
    startedAt: started.at,
    endedAt: (left ?? ended).at,
    customerNumber: started.customerNumber,
    customerName: nameIn(facts),
    calledNumber: started.calledNumber,
    queueId: enqueued?.type === 'enqueued' ? enqueued.queueId : started.queueId,
    agentId,
    answer: answered ? 'answered' : ended.reason === 'busy' || waitedInVain ? 'busy' : 'noAnswer',
    endReason: left ? 'hangup' : ended.reason,
    endedBy: left?.type === 'customerLeft' ? left.endedBy : ended.endedBy,
    waitS: waitedMs(facts) / 1000,
    talkS,
    durationS: answered ? talkS : started.callType === 'manualOutbound' ? ringS : 0,
    recordingName: recording?.type === 'recordingStarted' ? recording.name : null,
    disposition: disposed?.type === 'disposed' ? disposed.disposition : null,
    dispositionNote: disposed?.type === 'disposed' ? disposed.note : null,
  };
}

/** All the time between entering a queue and leaving it. */
function waitedMs(facts: readonly CallFact[]): number {
  let total = 0;
  let since: number | undefined;
  for (const fact of facts) {
    if (fact.type === 'enqueued') since = fact.at;
    // Calls of before have no `leftQueue`: they left it by the answer, or by the end.
    else if (since !== undefined && (fact.type === 'leftQueue' || fact.type === 'answered' || fact.type === 'ended')) {
      total += Math.max(0, fact.at - since);
      since = undefined;
    }
  }
  return total;
}

/** Nobody talks with them: from a transfer to a queue, or from entering one or the IVR again, to the next answer. */
function betweenAgentsMs(facts: readonly CallFact[]): number {
  let total = 0;
  let since: number | undefined;
  for (const fact of facts) {
    if (fact.type === 'enqueued' || fact.type === 'flowNode' || (fact.type === 'transferred' && fact.queueId !== undefined))
      since ??= fact.at;
    else if (since !== undefined && (fact.type === 'answered' || fact.type === 'ended')) {
      total += Math.max(0, fact.at - since);
      since = undefined;
    }
  }
  return total;
}

/** What he was called in the end: looked up, or saved meanwhile. */
function nameIn(facts: readonly CallFact[]): string | null {
  const named = facts.findLast((fact) => fact.type === 'callerKnown' || fact.type === 'customerNamed');
  return named?.type === 'callerKnown' || named?.type === 'customerNamed' ? named.name : null;
}
