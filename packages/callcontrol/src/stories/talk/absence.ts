import { cause as q850 } from '@zuoxi/ari';
import { backToTalking, customerIn, customerOut } from '../../parts/bridge.ts';
import { ringForCustomer } from '../../parts/ring-phone.ts';
import { agentOf } from '../../rules/agent-state.ts';
import { type CallEnd, endCall } from '../../rules/end-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Call } from '../../world/call.ts';
import type { Absence } from '../../world/leg.ts';
import { consultedOf } from '../../world/legs.ts';
import { isWaitingForConsulted, letAgentHearRinging, passOn } from './consult.ts';
import { endSupervisionsOf, followAgent } from './supervision.ts';
import { backToQueue } from './transfer.ts';

/**
 * The page is not the call (PAN-11c). An agent's phone that is gone without a word (a page that crashed or was loaded again, a network
 * that is away, a telephone without power) leaves the customer with music, and is called again as soon as it is there:
 *
 * ```
 *              lost, or asked for by a new page          his phone is registered        answered
 *   talking ───────────────────────────────────► absent ─────────────────────► ringing ────────► talking, same call, same recording
 *                                                  │ too long, or declined
 *                                                  └──► the consulted one has him; or the queue; or the end
 * ```
 */
/** An engine tells of one registration twice: of the contact, and of the phone. */
const SAME_REGISTRATION_MS = 1000;

const RING_S = 20;

/** His channel is gone, or was given up: the customer waits for him. */
export function agentLost(step: Step, call: Call): void {
  const { agentId, agentChannelId } = call;
  if (!agentId || call.absence) return;
  if (agentChannelId) step.world.endingLegs.delete(agentChannelId);
  call.absence = { since: step.now, channelId: null, wasHeld: call.held };
  call.agentChannelId = null;
  step.callFact(call, { type: 'agentLost', agentId });
  customerOut(step, call);
  ringAgain(step, call);
  touchAgents(step, call);
}

/** His phone is (still, or again) there. */
export function ringAgain(step: Step, call: Call): void {
  const { absence, agentId } = call;
  const isThere = agentId !== null && agentOf(step, agentId)?.registeredWith.includes(call.engine);
  if (!absence || absence.channelId !== null || !isThere) return;
  call.legCount += 1;
  absence.channelId = `${call.id}-a${call.legCount}`;
  absence.rangAt = step.now;
  ringForCustomer(step, call, { agentId, channelId: absence.channelId, timeoutS: RING_S });
  touchAgents(step, call);
}

/** What has been ringing since before this registration rings at a contact that does not answer any more. */
export function giveUpDeadContact(step: Step, call: Call, absence: Absence): void {
  if (absence.channelId === null || step.now - (absence.rangAt ?? 0) < SAME_REGISTRATION_MS) return;
  step.command(call, { do: 'hangup', channelId: absence.channelId, reason: 'normal' });
  absence.channelId = null;
}

/** He has picked up (a page does it by itself): as before. */
export function agentReturned(step: Step, call: Call): void {
  const { absence, agentId, bridgeId } = call;
  if (!absence?.channelId || !agentId || !bridgeId) return;
  call.agentChannelId = absence.channelId;
  call.absence = null;
  call.muted = false;
  if (isWaitingForConsulted(call)) letAgentHearRinging(step, call);
  else step.command(call, { do: 'joinBridge', bridgeId, channelId: call.agentChannelId });
  if (!absence.wasHeld) customerIn(step, call);
  followAgent(step, call, agentId);
  step.callFact(call, { type: 'agentReturned', agentId });
  backToTalking(step, call);
}

/** His phone did not answer; who declines has given the customer up. */
export function returnFailed(step: Step, call: Call, cause: number): void {
  const { absence } = call;
  if (!absence) return;
  absence.channelId = null;
  if (cause === q850.callRejected || cause === q850.userBusy) giveUpReturn(step, call);
  else touchAgents(step, call);
}

/** He does not come back. */
export function giveUpReturn(step: Step, call: Call): void {
  const { absence, agentId } = call;
  if (!absence || !agentId) return;
  if (absence.channelId) step.command(call, { do: 'hangup', channelId: absence.channelId, reason: 'normal' });
  call.absence = null;
  step.callFact(call, { type: 'agentGivenUp', agentId });
  if (consultedOf(call)?.state === 'up' && call.customerLeftAt === null) return passOn(step, call);
  const end: CallEnd = { reason: 'agentUnreachable', endedBy: 'system' };
  if (call.customerLeftAt !== null || consultedOf(call)) return endCall(step, call, end);
  endSupervisionsOf(step, call, agentId);
  releaseAgent(step, call, agentId);
  call.agentId = null;
  call.tried = [...call.tried.filter((one) => one.agentId !== agentId), { agentId, at: step.now }];
  backToQueue(step, call, end);
}
