import { backToTalking, handOver } from '../../parts/bridge.ts';
import { ringPhone } from '../../parts/ring-phone.ts';
import { isLedBy } from '../../port/directory.ts';
import { ensureAgent } from '../../rules/agent-state.ts';
import { endCall } from '../../rules/end-call.ts';
import { guarded } from '../../rules/guard.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { releaseAgent } from '../../rules/wrap-up.ts';
import type { Forced } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';
import type { SupervisorLeg } from '../../world/leg.ts';
import { agentChannelOf, consultedOf, removeLeg, supervisorsOf } from '../../world/legs.ts';
import { GUARD_MS, RING_S } from '../../world/limits.ts';
import { bridgeOf, hasCustomerLeft } from '../../world/states.ts';

/** By then it must have been picked up, or be there again. */
export const ringsUntil = (step: Step): number => step.now + RING_S * 1000 + GUARD_MS;

export function ring(step: Step, call: Call, leg: SupervisorLeg): void {
  const config = step.directory.agent(leg.of);
  call.legCount += 1;
  leg.channelId = `${call.id}-v${call.legCount}`;
  leg.bridgeId = `${leg.channelId}-b`;
  leg.snoopId = null;
  leg.state = 'ringing';
  leg.since = step.now;
  leg.deadline = ringsUntil(step);
  ringPhone(step, call, {
    agentId: leg.agentId,
    channelId: leg.channelId,
    shows: { name: config?.displayName ?? '', number: config?.extension ?? '' },
  });
  touchAgents(step, call);
}

/** The phone of whom they listen to; another supervisor has none to be tapped. */
export function channelOf(call: Call, agentId: string): string | null {
  if (call.agentId === agentId) return agentChannelOf(call);
  if (call.peerAgentId === agentId) return call.customerChannelId;
  const consult = consultedOf(call);
  return consult?.agentId === agentId && consult.state === 'up' ? consult.channelId : null;
}

export function tap(step: Step, call: Call, leg: SupervisorLeg): void {
  const targetChannelId = channelOf(call, leg.of);
  call.legCount += 1;
  leg.snoopId = `${leg.channelId}-s${call.legCount}`;
  leg.state = 'up';
  leg.deadline = null;
  if (!targetChannelId) return;
  const { bridgeId, channelId, snoopId } = leg;
  step.command(call, { do: 'tap', bridgeId, channelId, snoopId, targetChannelId });
}

export function setMode(step: Step, call: Call, leg: SupervisorLeg, mode: SupervisorLeg['mode']): void {
  const { channelId, bridgeId, agentId: supervisorId, of: agentId } = leg;
  if (leg.mode === mode) return;
  const ownBridgeId = bridgeOf(call);
  const wasHeard = leg.mode !== 'listen';
  if (mode === 'barge' && ownBridgeId) {
    step.command(call, { do: 'leaveBridge', bridgeId, channelId });
    step.command(call, { do: 'joinBridge', bridgeId: ownBridgeId, channelId });
  } else if (leg.mode === 'barge' && ownBridgeId) {
    // Silent before it is back at the tap.
    if (mode === 'listen') step.command(call, { do: 'mute', channelId, on: true });
    step.command(call, { do: 'leaveBridge', bridgeId: ownBridgeId, channelId });
    step.command(call, { do: 'joinBridge', bridgeId, channelId });
  } else if (mode === 'listen') step.command(call, { do: 'mute', channelId, on: true });
  // The supervisor may have muted themselves while they whispered.
  if (mode !== 'listen' && (!wasHeard || leg.muted)) step.command(call, { do: 'mute', channelId, on: false });
  leg.mode = mode;
  leg.wanted = mode;
  leg.muted = false;
  step.callFact(call, { type: 'supervisionChanged', supervisorId, agentId, mode });
}

/** The supervisor has the customer. `goneChannelId`: the agent's, when it is gone already. */
export function becomeAgent(step: Step, call: Call, leg: SupervisorLeg, goneChannelId?: string): void {
  const { agentId } = call;
  step.command(call, { do: 'destroyBridge', bridgeId: leg.bridgeId });
  removeLeg(call, leg);
  if (agentId) endSupervisionsOf(step, call, agentId, { byAccountId: leg.agentId, what: 'callTakenOver' });
  step.callFact(call, { type: 'supervisionEnded', supervisorId: leg.agentId, agentId: leg.of });
  handOver(step, call, { agentId: leg.agentId, channelId: leg.channelId, outside: null }, goneChannelId);
}

/** The supervisor has hung up, or is made to. */
export function endSupervision(step: Step, call: Call, leg: SupervisorLeg, goneChannelId?: string): void {
  const { channelId, bridgeId, snoopId, agentId: supervisorId, of: agentId, mode } = leg;
  removeLeg(call, leg);
  if (snoopId !== null) {
    step.command(call, { do: 'hangup', channelId: snoopId, reason: 'normal' });
    step.command(call, { do: 'destroyBridge', bridgeId });
    step.callFact(call, { type: 'supervisionEnded', supervisorId, agentId });
  }
  if (channelId !== goneChannelId) step.command(call, { do: 'hangup', channelId, reason: 'normal' });
  touchAgents(step, call);
  releaseAgent(step, call, supervisorId);
  // The agent talked with the supervisor alone.
  if (hasCustomerLeft(call) && mode === 'barge' && !consultedOf(call)) endCall(step, call, { reason: 'hangup', endedBy: 'supervisor' });
}

/** Whom they listen to has left the call, or was made to: they are told, for they have not hung up themselves. */
export function endSupervisionsOf(
  step: Step,
  call: Call,
  agentId: string,
  { byAccountId, what }: { byAccountId: string; what: Forced } = { byAccountId: agentId, what: 'callLeft' },
): void {
  for (const leg of supervisorsOf(call)) {
    if (leg.of !== agentId) continue;
    endSupervision(step, call, leg);
    tell(step, leg.agentId, byAccountId, what);
  }
}

/** Says on somebody's page what was done, and by whom. */
export function tell(step: Step, agentId: string | null, byAccountId: string, what: Forced): void {
  const agent = agentId === null ? undefined : ensureAgent(step, agentId);
  if (!agent) return;
  agent.forced = { byAccountId, what, at: step.now };
  step.markAgent(agent.id);
}

/** The directory has changed: who is a supervisor no more, or leads another queue now, hears nothing more of the calls. */
export function endForbiddenSupervisions(step: Step): void {
  for (const call of [...step.world.calls.values()])
    guarded(
      step,
      () => ({ kind: 'call', call }),
      () => {
        for (const leg of supervisorsOf(call)) if (!maySupervise(step, leg)) endSupervision(step, call, leg);
      },
    );
}

function maySupervise({ directory }: Step, { agentId, of }: SupervisorLeg): boolean {
  const own = directory.agent(agentId);
  const other = directory.agent(of);
  return own !== undefined && (!other || isLedBy(own, other));
}

/** The agent's phone is another one now: so is what is tapped. */
export function followAgent(step: Step, call: Call, agentId: string): void {
  for (const leg of supervisorsOf(call)) {
    if (leg.of !== agentId || leg.snoopId === null) continue;
    step.command(call, { do: 'hangup', channelId: leg.snoopId, reason: 'normal' });
    tap(step, call, leg);
    // A tap takes the supervisor out of the bridge they were in.
    const { mode, channelId } = leg;
    const bridgeId = bridgeOf(call);
    if (mode !== 'barge' || !bridgeId) continue;
    step.command(call, { do: 'leaveBridge', bridgeId: leg.bridgeId, channelId });
    step.command(call, { do: 'joinBridge', bridgeId, channelId });
  }
}

/** Their phone is gone without a word: it is called again when it is there, for as long as it would have rung. */
export function supervisorLost(step: Step, call: Call, leg: SupervisorLeg): void {
  // An engine says it twice: gone from the application, and gone.
  if (leg.state === 'lost') return;
  // While the phone still rang there was nothing to come back to; without the customer nobody is left to wait with.
  if (leg.state === 'ringing' || hasCustomerLeft(call)) return endSupervision(step, call, leg, leg.channelId);
  untap(step, call, leg);
  leg.state = 'lost';
  leg.since = step.now;
  leg.deadline = ringsUntil(step);
  touchAgents(step, call);
}

function untap(step: Step, call: Call, leg: SupervisorLeg): void {
  if (leg.snoopId === null) return;
  step.command(call, { do: 'hangup', channelId: leg.snoopId, reason: 'normal' });
  step.command(call, { do: 'destroyBridge', bridgeId: leg.bridgeId });
  leg.snoopId = null;
  leg.wanted = leg.mode;
  leg.returning = true;
}

/** Their page was loaded again, or their phone is there again. */
export function ringSupervisorAgain(step: Step, call: Call, leg: SupervisorLeg): void {
  if (leg.state !== 'lost') {
    step.command(call, { do: 'hangup', channelId: leg.channelId, reason: 'normal' });
    untap(step, call, leg);
  }
  ring(step, call, leg);
  backToTalking(step, call);
}
