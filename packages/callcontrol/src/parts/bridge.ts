import { ensureAgent, setActivity } from '../rules/agent-state.ts';
import { endingLegOf } from '../rules/end-call.ts';
import { touchAgents } from '../rules/screens.ts';
import type { Step } from '../rules/step.ts';
import { releaseAgent } from '../rules/wrap-up.ts';
import type { Call } from '../world/call.ts';
import type { AgentLeg } from '../world/leg.ts';
import { agentChannelOf, removeLeg, returningOf, setAgent } from '../world/legs.ts';
import { LONGEST_TALK_MS } from '../world/limits.ts';
import { talkOf } from '../world/states.ts';

// Who is in the call's bridge and who waits outside with music, while more than two have to do with a call.

/** Out of the bridge, with music. */
export function customerOut(step: Step, call: Call): void {
  const talk = talkOf(call);
  const { customerChannelId: channelId } = call;
  if (!talk || talk.held || talk.customerLeftAt !== null) return;
  talk.held = true;
  step.command(call, { do: 'leaveBridge', bridgeId: talk.bridgeId, channelId });
  step.command(call, { do: 'startMusic', channelId });
  step.callFact(call, { type: 'held' });
}

/** Back into it. */
export function customerIn(step: Step, call: Call): void {
  const talk = talkOf(call);
  const { customerChannelId: channelId } = call;
  if (!talk?.held) return;
  talk.held = false;
  step.command(call, { do: 'stopMusic', channelId });
  step.command(call, { do: 'joinBridge', bridgeId: talk.bridgeId, channelId });
  step.callFact(call, { type: 'resumed' });
}

/** Two are talking again, or more: the call has no time to keep but the longest one. */
export function backToTalking(step: Step, call: Call): void {
  call.deadline = step.now + LONGEST_TALK_MS;
  touchAgents(step, call);
}

/** The agent whose phone was lost is waited for no more: they leave, or are on another line. What rings for them falls silent. */
export function endReturning(step: Step, call: Call): void {
  const returning = returningOf(call);
  if (!returning) return;
  if (returning.channelId !== null) step.command(call, { do: 'hangup', channelId: returning.channelId, reason: 'normal' });
  removeLeg(call, returning);
}

/**
 * The present agent leaves, and somebody who is in the conversation has the customer from now on. `goneChannelId`: their channel is gone
 * already. The successor's channel must be in the bridge, or come to be.
 */
export function handOver(step: Step, call: Call, to: Pick<AgentLeg, 'agentId' | 'channelId' | 'outside'>, goneChannelId?: string): void {
  const { agentId } = call;
  const agentChannelId = agentChannelOf(call);
  if (agentChannelId && agentChannelId !== goneChannelId) {
    step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
    step.world.endingLegs.set(agentChannelId, endingLegOf(call, 'agent'));
  }
  if (agentId) releaseAgent(step, call, agentId);
  setAgent(call, to.agentId, to.channelId, { outside: to.outside });
  call.agentSince = step.now;
  call.muted = false;
  endReturning(step, call);
  const successor = to.agentId ? ensureAgent(step, to.agentId) : undefined;
  if (successor?.activity.kind === 'ringing') setActivity(step, successor, { kind: 'talking', callId: call.id });
  customerIn(step, call);
  backToTalking(step, call);
}
