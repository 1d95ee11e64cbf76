import { customerIn, customerOut } from '../../parts/bridge.ts';
import { isRecorded, startRecording, stopRecording } from '../../parts/recording.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { enterPhase } from '../../rules/phases.ts';
import { leaveQueue } from '../../rules/queue-place.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import type { Call } from '../../world/call.ts';
import type { OutsideAttempt } from '../../world/leg.ts';
import { agentChannelOf, consultedOf, legOfAgent, returningOf, secondLineOf, setAgent, transferOf } from '../../world/legs.ts';
import { LONGEST_TALK_MS } from '../../world/limits.ts';

/** Both sides are there: join them, record, and say so. */
export function startTalking(
  step: Step,
  call: Call,
  agentId: string | null,
  agentChannelId: string,
  outside: OutsideAttempt | null = null,
): void {
  enterPhase(step, call, 'talking', step.now + LONGEST_TALK_MS);
  setAgent(call, agentId, agentChannelId, { outside });
  // Of a call that was in the queue again, the first answer counts.
  call.answeredAt ??= step.now;
  call.agentSince = step.now;
  call.bridgeId = `${call.id}-b`;
  step.command(call, { do: 'bridge', bridgeId: call.bridgeId, channelIds: [call.customerChannelId, agentChannelId] });
  step.callFact(call, { type: 'answered', agentId });
  leaveQueue(step, call, 'answered');
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
  if (call.phase !== 'talking' || call.customerLeftAt !== null) throw new RefusedError('panel.notAnswered');
  if (call.type === 'internal' || isRecorded(step, call)) throw new RefusedError('panel.notRecordable');
  if (on && !call.recording) startRecording(step, call);
  else if (!on) stopRecording(step, call);
  touchAgents(step, call);
}

/** The customer leaves the bridge and hears music; the agent hears silence. */
export function setHeld(step: Step, call: Call, agentId: string, on: boolean): void {
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (call.phase !== 'talking' || !call.bridgeId || transferOf(call) || returningOf(call)) throw new RefusedError('panel.notAnswered');
  if (call.customerLeftAt !== null) throw new RefusedError('panel.customerLeft');
  // Who asks on the second line of their phone has the customer on the first.
  if (consultedOf(call) && !secondLineOf(call)) throw new RefusedError('panel.consulting');
  if (on) customerOut(step, call);
  else customerIn(step, call);
  touchAgents(step, call);
}

/** Everybody mutes themselves. */
export function setMuted(step: Step, call: Call, agentId: string, on: boolean): void {
  const leg = legOfAgent(call, agentId);
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  let channelId: string | null;
  if (call.agentId === agentId) {
    channelId = secondLineOf(call)?.channelId ?? agentChannelOf(call);
    call.muted = on;
  } else if (leg?.role === 'consulted' && leg.state === 'up') {
    channelId = leg.channelId;
    leg.muted = on;
  } else if (leg?.role === 'supervisor' && leg.mode !== 'listen') {
    channelId = leg.channelId;
    leg.muted = on;
  } else if (call.peerAgentId === agentId) {
    channelId = call.customerChannelId;
    call.peerMuted = on;
  } else throw new RefusedError('panel.notAnswered');
  if (channelId) step.command(call, { do: 'mute', channelId, on });
  touchAgents(step, call);
}
