import { RefusedError } from '../port/refusal.ts';
import { ensureAgent } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { touchAgents } from '../rules/screens.ts';
import { phaseOf, rulesOf, type Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import { legOfAgent } from '../world/legs.ts';

// What agents order about the call that they are in, whatever they are in it.

export function callOf(step: Step, agentId: string): Call {
  const agent = ensureAgent(step, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  const { activity } = agent;
  const call = activity.kind === 'ringing' || activity.kind === 'talking' ? step.world.calls.get(activity.callId) : undefined;
  if (!call) throw new RefusedError('panel.noCall');
  return call;
}

export function hangUp(step: Step, agentId: string): void {
  const call = callOf(step, agentId);
  const leg = legOfAgent(call, agentId);
  const hangsUp = leg && rulesOf(step, leg.role).ownerHangsUp;
  if (hangsUp) hangsUp(step, call, leg);
  else endCall(step, call, { reason: 'cancelled', endedBy: 'agent' });
}

/** Everybody mutes themselves. */
export function setMuted(step: Step, agentId: string, on: boolean): void {
  const call = callOf(step, agentId);
  const leg = legOfAgent(call, agentId);
  const mutes = leg && rulesOf(step, leg.role).ownerMutes;
  if (!mutes) throw new RefusedError('panel.notAnswered');
  mutes(step, call, leg, on);
  touchAgents(step, call);
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
  const call = callOf(step, agentId);
  const leg = legOfAgent(call, agentId);
  const reclaims = leg && rulesOf(step, leg.role).reclaim;
  if (!reclaims) throw new RefusedError('panel.noCall');
  reclaims(step, call, leg);
}
