import { customerIn, customerOut } from '../../parts/bridge.ts';
import { isRecorded, startRecording, stopRecording } from '../../parts/recording.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { enterPhase } from '../../rules/phases.ts';
import { leaveQueue } from '../../rules/queue-place.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import { type Call, isIn } from '../../world/call.ts';
import type { ConsultedLeg, OutsideAttempt, SupervisorLeg } from '../../world/leg.ts';
import { agentChannelOf, consultedOf, legOfAgent, returningOf, secondLineOf, setAgent, transferOf } from '../../world/legs.ts';
import { LONGEST_TALK_MS } from '../../world/limits.ts';
import { callByChannel } from '../../world/look-up.ts';
import { hasCustomerLeft } from '../../world/states.ts';

/** Both sides are there: join them, record, and say so. */
export function startTalking(
  step: Step,
  call: Call,
  agentId: string | null,
  agentChannelId: string,
  outside: OutsideAttempt | null = null,
): void {
  setAgent(call, agentId, agentChannelId, { outside });
  // Of a call that was in the queue again, the first answer counts.
  call.answeredAt ??= step.now;
  call.agentSince = step.now;
  call.notReached = null;
  step.callFact(call, { type: 'answered', agentId });
  leaveQueue(step, call, 'answered');
  const bridgeId = `${call.id}-b`;
  enterPhase(step, call, { phase: 'talking', bridgeId, held: false, customerLeftAt: null }, step.now + LONGEST_TALK_MS);
  step.command(call, { do: 'bridge', bridgeId, channelIds: [call.customerChannelId, agentChannelId] });
  for (const id of [agentId, call.peerAgentId]) {
    const agent = id ? ensureAgent(step, id) : undefined;
    // Who tries an IVR has been on this call since it began.
    if (agent && agent.activity.kind !== 'talking') setActivity(step, agent, { kind: 'talking', callId: call.id });
  }
  if (isRecorded(step, call) && !call.recording) startRecording(step, call);
}

/** By hand, where it is not recorded anyway (PAN-7). */
export function recordByHand(step: Step, call: Call, agentId: string, on: boolean): void {
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (!isIn(call, 'talking') || hasCustomerLeft(call)) throw new RefusedError('panel.notAnswered');
  if (call.type === 'internal' || isRecorded(step, call)) throw new RefusedError('panel.notRecordable');
  if (on && !call.recording) startRecording(step, call);
  else if (!on) stopRecording(step, call);
  touchAgents(step, call);
}

/** The customer leaves the bridge and hears music; the agent hears silence. */
export function setHeld(step: Step, call: Call, agentId: string, on: boolean): void {
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (!isIn(call, 'talking') || transferOf(call) || returningOf(call)) throw new RefusedError('panel.notAnswered');
  if (hasCustomerLeft(call)) throw new RefusedError('panel.customerLeft');
  // Who asks on the second line of their phone has the customer on the first.
  if (consultedOf(call) && !secondLineOf(call)) throw new RefusedError('panel.consulting');
  if (on) customerOut(step, call);
  else customerIn(step, call);
  touchAgents(step, call);
}

/** Hold pressed on the desk phone is the same hold as the one on the screen. */
export function channelHeld(step: Step, channelId: string, on: boolean): void {
  const { leg, call } = callByChannel(step.world, channelId) ?? {};
  if (leg?.role === 'agent' && call && isIn(call, 'talking') && call.agentId && isHoldable(call)) setHeld(step, call, call.agentId, on);
}

const isHoldable = (call: Call) => !transferOf(call) && !hasCustomerLeft(call) && (!consultedOf(call) || secondLineOf(call) !== undefined);

/** On whichever phone and line they talk. */
export function muteAgent(step: Step, call: Call, on: boolean): void {
  call.muted = on;
  const channelId = secondLineOf(call)?.channelId ?? agentChannelOf(call);
  if (channelId) step.command(call, { do: 'mute', channelId, on });
  touchAgents(step, call);
}

/** The colleague of an internal call. */
export function mutePeer(step: Step, call: Call, on: boolean): void {
  call.peerMuted = on;
  step.command(call, { do: 'mute', channelId: call.customerChannelId, on });
  touchAgents(step, call);
}

export function muteLeg(step: Step, call: Call, leg: ConsultedLeg | SupervisorLeg, on: boolean): void {
  leg.muted = on;
  step.command(call, { do: 'mute', channelId: leg.channelId, on });
  touchAgents(step, call);
}

/** Whom the agent talks with hears them: also the menu of a company that they ask. */
export function sendDigits(step: Step, call: Call, agentId: string, digits: string): void {
  const role = legOfAgent(call, agentId)?.role;
  if (role === 'consulted' || role === 'supervisor') throw new RefusedError('panel.notYourCall');
  const asked = consultedOf(call);
  const consulted = asked?.state === 'up' && asked.with === 'consulted' ? asked.channelId : null;
  if (!consulted && hasCustomerLeft(call)) throw new RefusedError('panel.customerLeft');
  step.command(call, { do: 'dtmf', channelId: consulted ?? call.customerChannelId, digits });
}
