import type { CallFact } from '@zuoxi/callcontrol';
import type { SegmentRole } from '@zuoxi/contract';

/** One party's part of a call. Times are epoch ms, durations seconds. */
export interface FoldedSegment {
  role: SegmentRole;
  /** Null: an outside number. */
  agentId: string | null;
  /** As dialled; '' when he was not: an agent's own extension is looked up. */
  number: string;
  startedAt: number;
  endedAt: number;
  /** With the customer. */
  talkS: number;
  /** The customer heard music meanwhile: on hold, while another one was asked, while his phone was lost. */
  holdS: number;
}

/** What of the conversation is true at a moment. */
interface Moment {
  customerIn: boolean;
  held: boolean;
  /** A blind transfer rings: the customer hears it, and nobody talks with him. */
  transferring: boolean;
  threeWay: boolean;
  /** By supervisor. */
  barging: Set<string>;
}

/**
 * One call's facts, in order, into who took part, in what part and how long. Each one's talk time is his own: it counts while he and the
 * customer hear each other.
 */
export function foldSegments(facts: readonly CallFact[]): FoldedSegment[] {
  const closed: FoldedSegment[] = [];
  const order: FoldedSegment[] = [];
  const open = new Set<FoldedSegment>();
  const moment: Moment = { customerIn: false, held: false, transferring: false, threeWay: false, barging: new Set() };
  let connecting = '';
  let last = facts[0]?.at ?? 0;

  const start = (role: SegmentRole, agentId: string | null, number: string, at: number) => {
    const segment = { role, agentId, number, startedAt: at, endedAt: at, talkS: 0, holdS: 0 };
    order.push(segment);
    open.add(segment);
  };
  const end = (role: SegmentRole, agentId?: string | null) => {
    for (const segment of open) {
      if (segment.role !== role || (agentId !== undefined && segment.agentId !== agentId)) continue;
      open.delete(segment);
      closed.push(segment);
    }
  };

  for (const fact of facts) {
    for (const segment of open) pass(segment, moment, last, fact.at);
    last = fact.at;
    switch (fact.type) {
      case 'connecting':
        connecting = fact.number;
        break;
      case 'answered':
        moment.customerIn = true;
        moment.held = false;
        start('agent', fact.agentId, fact.agentId === null ? connecting : '', fact.at);
        break;
      case 'held':
        moment.held = true;
        break;
      case 'resumed':
        moment.held = false;
        break;
      case 'transferAsked':
        moment.transferring = true;
        break;
      case 'transferFailed':
        moment.transferring = false;
        break;
      case 'transferred':
      case 'takenOver':
        moment.transferring = false;
        end('agent');
        // They wait there until the next answer.
        if (fact.type === 'transferred' && fact.queueId !== undefined) moment.customerIn = false;
        else start('agent', fact.toAgentId, fact.type === 'transferred' && fact.toAgentId === null ? fact.number : '', fact.at);
        break;
      // Nobody has them: the agent was lost, or has left while a transfer rang in vain. Before the first answer it changes nothing.
      case 'enqueued':
      case 'flowNode':
        end('agent');
        moment.customerIn = false;
        break;
      case 'consultAnswered':
        start('consulted', fact.toAgentId, fact.toAgentId === null ? fact.number : '', fact.at);
        break;
      case 'talkingWith':
        moment.threeWay = fact.with === 'all';
        break;
      case 'consultEnded':
        moment.threeWay = false;
        end('consulted');
        break;
      case 'agentGivenUp':
      case 'talkEnded':
        end('agent', fact.agentId);
        break;
      case 'customerLeft':
        moment.customerIn = false;
        break;
      case 'supervisionStarted':
        start('supervisor', fact.supervisorId, '', fact.at);
        break;
      case 'supervisionChanged':
        if (fact.mode === 'barge') moment.barging.add(fact.supervisorId);
        else moment.barging.delete(fact.supervisorId);
        break;
      case 'supervisionEnded':
        moment.barging.delete(fact.supervisorId);
        end('supervisor', fact.supervisorId);
        break;
      case 'ended':
        for (const role of ['agent', 'consulted', 'supervisor'] as const) end(role);
        break;
      default:
    }
  }
  return order.filter((segment) => closed.includes(segment));
}

/** Time goes by. */
function pass(segment: FoldedSegment, moment: Moment, from: number, to: number): void {
  const seconds = Math.max(0, to - from) / 1000;
  segment.endedAt = to;
  if (!moment.customerIn) return;
  const isIn =
    segment.role === 'agent' ||
    (segment.role === 'consulted' ? moment.threeWay : segment.agentId !== null && moment.barging.has(segment.agentId));
  if (moment.held && segment.role === 'agent') segment.holdS += seconds;
  else if (isIn && !moment.held && !moment.transferring) segment.talkS += seconds;
}
