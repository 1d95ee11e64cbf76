import { wouldHangUp } from '../../parts/queue-end.ts';
import { stopRecording } from '../../parts/recording.ts';
import { sendTo } from '../../parts/send.ts';
import { RefusedError } from '../../port/refusal.ts';
import { endingLegOf } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import { type Call, isIn } from '../../world/call.ts';
import { agentChannelOf, agentLegOf, consultedOf, returningOf, setAgent, transferOf } from '../../world/legs.ts';
import { bridgeOf, hasCustomerLeft, isHeld, isInternalCaller } from '../../world/states.ts';
import { endConsult } from './consult.ts';
import { endSupervisionsOf } from './supervision.ts';

interface Wanted {
  agentId: string;
  queueId: string;
  /** As it was dialled. */
  number: string;
  /** The agent's desk phone has asked for it, and is told. */
  byPhone: boolean;
}

/**
 * Blind: the agent is done at once, and the customer waits in the queue with the time they had waited before, not the time they have talked.
 * A consultation ends: whoever was asked is let go.
 */
export function transferToQueue(step: Step, call: Call, { agentId, queueId, number, byPhone }: Wanted): void {
  mustHaveCustomer(call, agentId);
  mustTakeCustomer(step, queueId, number);
  if (consultedOf(call)) endConsult(step, call, 'cancelled');
  const agentChannelId = agentChannelOf(call);
  if (byPhone && agentChannelId) step.command(call, { do: 'tellTransfer', channelId: agentChannelId, state: 'channel_answered' });
  endSupervisionsOf(step, call, agentId);
  stopRecording(step, call);
  const bridgeId = bridgeOf(call);
  if (isHeld(call)) step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  if (bridgeId) step.command(call, { do: 'destroyBridge', bridgeId });
  if (agentChannelId) {
    step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
    step.world.endingLegs.set(agentChannelId, endingLegOf(call, 'agent'));
  }
  step.callFact(call, { type: 'transferred', agentId, toAgentId: null, queueId, number });
  releaseAgent(step, call, agentId);
  forgetTalk(step, call, agentId);
  touchAgents(step, call);
  sendTo(step, call, { kind: 'queue', queueId });
}

function mustHaveCustomer(call: Call, agentId: string): void {
  if (!isIn(call, 'talking')) throw new RefusedError('panel.notAnswered');
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (!agentLegOf(call) || returningOf(call)) throw new RefusedError('panel.notAnswered');
  if (hasCustomerLeft(call)) throw new RefusedError('panel.customerLeft');
  if (transferOf(call)) throw new RefusedError('panel.consulting');
  // A colleague who was called has not called the call centre; one who has dialled a queue waits in another one as well.
  if (call.type === 'internal' && !isInternalCaller(call)) throw new RefusedError('panel.colleagueToQueue');
}

function mustTakeCustomer(step: Step, queueId: string, number: string): void {
  const queue = step.directory.queue(queueId);
  if (!queue) throw new RefusedError('panel.numberInvalid', { number });
  const end = wouldHangUp(step, queue);
  if (end) throw new RefusedError(end === 'closed' ? 'panel.queueClosed' : 'panel.queueEmpty');
}

/** What belonged to the conversation, to its agent and to the way by which the caller had come to them. */
function forgetTalk(step: Step, call: Call, agentId: string): void {
  if (call.enqueuedAt !== null) call.enqueuedAt += step.now - (call.agentSince ?? step.now);
  setAgent(call, null, null);
  call.agentSince = null;
  call.muted = false;
  call.notReached = null;
  call.disposition = null;
  call.handover = { how: 'transferred', from: agentId };
  call.flow = null;
  call.overflow = [];
  call.skills = [];
  // They have just given the customer away.
  call.tried = [{ agentId, at: step.now }];
  if (call.preferred?.agentId === agentId) call.preferred = null;
}
