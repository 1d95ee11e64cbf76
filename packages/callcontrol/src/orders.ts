import { cause as q850 } from '@zuoxi/ari';
import { agentOf, markQueues, refreshShown, setActivity, setReady } from './agent-state.ts';
import { endByCaller } from './channels.ts';
import { connectFailed } from './connect.ts';
import { endCall } from './end-call.ts';
import { keysOfTester } from './flow/test-call.ts';
import { type Input, RefusedError } from './inputs.ts';
import { offerFailed } from './offer.ts';
import { keysOfSpeaker } from './prompt-recording.ts';
import type { Step } from './step-context.ts';
import { isSurveyed, startSurvey } from './survey.ts';
import { transferFailed } from './transfer.ts';
import type { Agent, Call } from './world.ts';

// What people order about themselves and their call.

export function setReadyByOrder(s: Step, input: Extract<Input, { type: 'setReady' }>): void {
  const agent = agentWithExtension(s, input.agentId);
  const own = s.directory.agent(agent.id)?.queueIds ?? [];
  if (input.queueIds.some((queueId) => !own.includes(queueId))) throw new RefusedError('panel.notYourQueue');
  setReady(s, agent, input.queueIds, input.reason, input.byAccountId);
}

export function endWrapUp(s: Step, agentId: string): void {
  const agent = agentWithExtension(s, agentId);
  if (agent.activity.kind === 'wrapUp') setActivity(s, agent, { kind: 'none' });
}

export function hangUp(s: Step, agentId: string): void {
  const call = callOf(s, agentId);
  const offer = call.offers.find((one) => one.agentId === agentId);
  if (offer) offerFailed(s, call, offer, q850.callRejected, false);
  else if (call.connecting?.agentId === agentId) connectFailed(s, call, q850.callRejected, false);
  else if (call.transfer?.agentId === agentId) transferFailed(s, call, q850.callRejected, false);
  else if (call.transfer && call.agentChannelId) s.command(call, { do: 'hangup', channelId: call.agentChannelId, reason: 'normal' });
  else if (call.agentId === agentId && isSurveyed(s, call)) startSurvey(s, call, 'agent');
  else if (call.phase === 'talking') endCall(s, call, { reason: 'hangup', endedBy: 'agent' });
  else if (call.internalCaller && call.peerAgentId === agentId) endCall(s, call, endByCaller(call));
  else if (call.peerAgentId === agentId) endCall(s, call, { reason: 'rejected', endedBy: 'customer' });
  else endCall(s, call, { reason: 'cancelled', endedBy: 'agent' });
}

export function sendDtmf(s: Step, agentId: string, digits: string): void {
  const call = callOf(s, agentId);
  if (keysOfTester(s, call, agentId, digits) || keysOfSpeaker(s, call, digits)) return;
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  s.command(call, { do: 'dtmf', channelId: call.customerChannelId, digits });
}

function agentWithExtension(s: Step, agentId: string): Agent {
  const agent = agentOf(s, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  return agent;
}

export function callOf(s: Step, agentId: string): Call {
  const { activity } = agentWithExtension(s, agentId);
  const call = activity.kind === 'ringing' || activity.kind === 'talking' ? s.world.calls.get(activity.callId) : undefined;
  if (!call) throw new RefusedError('panel.noCall');
  return call;
}

/** Memberships may have changed: forget choices about queues that are no longer one's own, and look for matches. */
export function directoryChanged(s: Step): void {
  for (const config of s.directory.agents()) agentOf(s, config.id);
  for (const agent of s.world.agents.values()) {
    const config = s.directory.agent(agent.id);
    if (!config && agent.activity.kind === 'none') {
      s.world.agents.delete(agent.id);
      s.touchedAgents.add(agent.id);
      continue;
    }
    for (const queueId of Object.keys(agent.notReady)) if (!config?.queueIds.includes(queueId)) delete agent.notReady[queueId];
    refreshShown(s, agent);
    markQueues(s, agent.id);
  }
}
