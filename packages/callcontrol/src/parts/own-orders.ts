import { RefusedError } from '../port/refusal.ts';
import { ensureAgent } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { phaseOf, rulesOf, type Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { AnyLeg } from '../world/leg.ts';
import { type LegOwner, legOfAgent } from '../world/legs.ts';
import { partyOfAgent } from '../world/look-up.ts';

// What agents order about the call or conference that they are in, whatever they are in it.

export function callOf(step: Step, agentId: string): Call {
  const agent = ensureAgent(step, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  const { activity } = agent;
  const call = activity.kind === 'ringing' || activity.kind === 'talking' ? step.world.calls.get(activity.callId) : undefined;
  if (!call) throw new RefusedError('panel.noCall');
  return call;
}

/** What they are in, and on which phone; throws `RefusedError` when it is nothing. */
function ownLeg(step: Step, agentId: string): { owner: LegOwner; leg: AnyLeg | undefined } {
  const party = partyOfAgent(step.world, agentId);
  if (party) return { owner: party.room, leg: party.leg };
  const call = callOf(step, agentId);
  return { owner: call, leg: legOfAgent(call, agentId) };
}

export function hangUp(step: Step, agentId: string): void {
  const { owner, leg } = ownLeg(step, agentId);
  const hangsUp = leg && rulesOf(step, leg.role).ownerHangsUp;
  if (hangsUp) hangsUp(step, owner, leg);
  else endCall(step, callOf(step, agentId), { reason: 'cancelled', endedBy: 'agent' });
}

/** Everybody mutes themselves. */
export function setMuted(step: Step, agentId: string, on: boolean): void {
  const { owner, leg } = ownLeg(step, agentId);
  const mutes = leg && rulesOf(step, leg.role).ownerMutes;
  if (!mutes) throw new RefusedError('panel.notAnswered');
  mutes(step, owner, leg, on);
}

export function sendDtmf(step: Step, agentId: string, digits: string): void {
  const call = callOf(step, agentId);
  const { sendDigits } = phaseOf(step, call);
  if (sendDigits) return sendDigits(step, call, agentId, digits);
  if (!isOnErrand(call, agentId)) throw new RefusedError('panel.notAnswered');
  // Keys of the console are those of the telephone that the agent holds.
  for (const digit of digits) if (step.world.calls.has(call.id)) phaseOf(step, call).key?.(step, call, digit, 'console');
}

const isOnErrand = (call: Call, agentId: string): boolean => call.flow?.test?.agentId === agentId || call.errand?.kind === 'prompt';

/** A page that was loaded again, and has no call on its phone: whatever its owner is in is brought to it again. */
export function reclaim(step: Step, agentId: string): void {
  const { owner, leg } = ownLeg(step, agentId);
  const reclaims = leg && rulesOf(step, leg.role).reclaim;
  if (!reclaims) throw new RefusedError('panel.noCall');
  reclaims(step, owner, leg);
}
