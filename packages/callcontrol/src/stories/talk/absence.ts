import { cause as q850 } from '@zuoxi/ari';
import { backToTalking, customerIn, customerOut, endReturning } from '../../parts/bridge.ts';
import { ringForCustomer } from '../../parts/ring-phone.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent } from '../../rules/agent-state.ts';
import { type CallEnd, endCall, endingLegOf } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Call } from '../../world/call.ts';
import type { ReturningLeg } from '../../world/leg.ts';
import { addLeg, agentChannelOf, consultedOf, removeLeg, returningOf, secondLineOf, setAgent, transferOf } from '../../world/legs.ts';
import { LONGEST_ABSENCE_MS } from '../../world/limits.ts';
import { bridgeOf, hasCustomerLeft, isHeld } from '../../world/states.ts';
import { endConsult, isWaitingForConsulted, letAgentHearRinging, passOn } from './consult.ts';
import { nobodyHasCustomer } from './nobody-there.ts';
import { endSupervisionsOf, followAgent } from './supervision.ts';

/**
 * The page is not the call (PAN-11c). An agent's phone that is gone without a word (a page that crashed or was loaded again, a network
 * that is away, a telephone without power) leaves the customer with music, and is called again as soon as it is there:
 *
 * ```
 *              lost, or asked for by a new page          the phone is registered        answered
 *   talking ───────────────────────────────────► absent ─────────────────────► ringing ────────► talking, same call, same recording
 *                                                  │ too long, or declined
 *                                                  └──► the consulted one has them; or the queue; or the end
 * ```
 */
/** An engine tells of one registration twice: of the contact, and of the phone. */
const SAME_REGISTRATION_MS = 1000;

const RING_S = 20;

/** The agent's channel is gone, or was given up: the customer waits for them. */
export function agentLost(step: Step, call: Call): void {
  const { agentId } = call;
  const agentChannelId = agentChannelOf(call);
  if (!agentId || returningOf(call)) return;
  if (agentChannelId) step.world.endingLegs.delete(agentChannelId);
  setAgent(call, agentId, null);
  addLeg(call, {
    role: 'returning',
    channelId: null,
    agentId,
    state: 'lost',
    deadline: step.now + LONGEST_ABSENCE_MS,
    since: step.now,
    rangAt: null,
    wasHeld: isHeld(call),
  });
  step.callFact(call, { type: 'agentLost', agentId });
  customerOut(step, call);
  // Whose account is no more has no phone to come back with.
  if (!step.directory.agent(agentId)) return giveUpReturn(step, call);
  ringAgain(step, call);
  touchAgents(step, call);
}

/** The page on which the agent talks was loaded again: its phone is given up, and the new one is rung. */
export function bringToNewPage(step: Step, call: Call, channelId: string): void {
  if (transferOf(call) || secondLineOf(call)) throw new RefusedError('panel.noCall');
  step.command(call, { do: 'hangup', channelId, reason: 'normal' });
  agentLost(step, call);
  step.world.endingLegs.set(channelId, endingLegOf(call, 'agent'));
}

/** The agent's phone is (still, or again) there. */
export function ringAgain(step: Step, call: Call): void {
  const returning = returningOf(call);
  if (returning?.state !== 'lost' || !ensureAgent(step, returning.agentId)?.registeredWith.includes(call.engine)) return;
  call.legCount += 1;
  const channelId = `${call.id}-a${call.legCount}`;
  returning.channelId = channelId;
  returning.state = 'ringing';
  returning.rangAt = step.now;
  ringForCustomer(step, call, { agentId: returning.agentId, channelId, timeoutS: RING_S });
  touchAgents(step, call);
}

/** What has been ringing since before this registration rings at a contact that does not answer any more. */
export function giveUpDeadContact(step: Step, call: Call, returning: ReturningLeg): void {
  if (returning.channelId === null || step.now - (returning.rangAt ?? 0) < SAME_REGISTRATION_MS) return;
  step.command(call, { do: 'hangup', channelId: returning.channelId, reason: 'normal' });
  noLongerRings(returning);
}

/** The agent has picked up (a page does it by itself): as before. */
export function agentReturned(step: Step, call: Call): void {
  const { agentId } = call;
  const bridgeId = bridgeOf(call);
  const returning = returningOf(call);
  if (!returning?.channelId || !agentId || !bridgeId) return;
  const { channelId, wasHeld } = returning;
  removeLeg(call, returning);
  setAgent(call, agentId, channelId);
  call.muted = false;
  if (isWaitingForConsulted(call)) letAgentHearRinging(step, call);
  else step.command(call, { do: 'joinBridge', bridgeId, channelId });
  if (!wasHeld) customerIn(step, call);
  followAgent(step, call, agentId);
  step.callFact(call, { type: 'agentReturned', agentId });
  backToTalking(step, call);
}

/** The agent's phone did not answer; who declines has given the customer up. */
export function returnFailed(step: Step, call: Call, cause: number): void {
  const returning = returningOf(call);
  if (!returning) return;
  noLongerRings(returning);
  if (cause === q850.callRejected || cause === q850.userBusy) giveUpReturn(step, call);
  else touchAgents(step, call);
}

/** It is waited for until it registers again. */
function noLongerRings(returning: ReturningLeg): void {
  returning.channelId = null;
  returning.state = 'lost';
}

/** The agent does not come back. */
export function giveUpReturn(step: Step, call: Call): void {
  const { agentId } = call;
  if (!returningOf(call) || !agentId) return;
  const end: CallEnd = { reason: 'agentUnreachable', endedBy: 'system' };
  // Whoever is being asked has not heard the customer yet: their phone falls silent.
  if (consultedOf(call)?.state === 'ringing' && !hasCustomerLeft(call)) endConsult(step, call, 'cancelled');
  endReturning(step, call);
  step.callFact(call, { type: 'agentGivenUp', agentId });
  if (hasCustomerLeft(call)) return endCall(step, call, end);
  if (consultedOf(call)) return passOn(step, call);
  endSupervisionsOf(step, call, agentId);
  releaseAgent(step, call, agentId);
  setAgent(call, null, null);
  call.tried = [...call.tried.filter((one) => one.agentId !== agentId), { agentId, at: step.now }];
  nobodyHasCustomer(step, call, end);
}
