import { cause as q850 } from '@zuoxi/ari';
import type { Agent } from './agent.ts';
import { agentOf, lowerHand, markQueues, raiseHand, refreshShown, setActivity, setReady } from './agent-state.ts';
import type { Call } from './call.ts';
import { agentHangsUp, endByCaller } from './channels.ts';
import { connectFailed } from './connect.ts';
import { consultedHungUp } from './consult.ts';
import { customerLeaves } from './customer-left.ts';
import { isLedBy } from './directory.ts';
import { owesDisposition } from './disposition.ts';
import { endCall } from './end-call.ts';
import { keysOfTester } from './flow/test-call.ts';
import { type Input, RefusedError } from './inputs.ts';
import { offerFailed } from './offer.ts';
import { keysOfSpeaker } from './prompt-recording.ts';
import type { Step } from './step-context.ts';
import { endSupervision } from './supervision.ts';
import { transferFailed } from './transfer.ts';

// What people order about themselves and their call.

export function setReadyByOrder(s: Step, input: Extract<Input, { type: 'setReady' }>): void {
  const agent = agentWithExtension(s, input.agentId);
  const own = s.directory.agent(agent.id)?.queueIds ?? [];
  if (input.queueIds.some((queueId) => !own.includes(queueId))) throw new RefusedError('panel.notYourQueue');
  setReady(s, agent, input.queueIds, input.reason, input.byAccountId);
}

/** By himself, or by a supervisor, who need not say what has become of the call. */
export function endWrapUp(s: Step, { agentId, byAccountId = null }: Extract<Input, { type: 'endWrapUp' }>): void {
  const agent = agentWithExtension(s, agentId);
  if (agent.activity.kind !== 'wrapUp') return;
  if (byAccountId === null && owesDisposition(s, agent)) throw new RefusedError('panel.dispositionRequired');
  if (byAccountId !== null) {
    agent.forced = { byAccountId, what: 'wrapUpEnded', at: s.now };
    s.agentFact(agent, { type: 'wrapUpEnded', byAccountId });
  }
  setActivity(s, agent, { kind: 'none' });
}

export function setNext(s: Step, agentId: string, reason: string | null): void {
  const agent = agentWithExtension(s, agentId);
  if (reason !== null && agent.activity.kind === 'none') throw new RefusedError('panel.noCall');
  agent.next = reason;
  s.touchedAgents.add(agentId);
}

export function setHand(s: Step, agentId: string, on: boolean): void {
  const agent = agentWithExtension(s, agentId);
  if (on && agent.activity.kind !== 'talking') throw new RefusedError('panel.noCall');
  if (on) raiseHand(s, agent);
  else lowerHand(s, agent);
}

export function hangUp(s: Step, agentId: string): void {
  const call = callOf(s, agentId);
  const offer = call.offers.find((one) => one.agentId === agentId);
  const supervision = call.supervisions.find((one) => one.supervisorId === agentId);
  if (offer) offerFailed(s, call, offer, q850.callRejected, false);
  else if (supervision) endSupervision(s, call, supervision);
  else if (call.consult?.agentId === agentId) consultedHungUp(s, call);
  else if (call.connecting?.agentId === agentId) connectFailed(s, call, q850.callRejected, false);
  else if (call.transfer?.agentId === agentId) transferFailed(s, call, q850.callRejected, false);
  else if (call.transfer && call.agentChannelId) s.command(call, { do: 'hangup', channelId: call.agentChannelId, reason: 'normal' });
  else if (call.phase === 'talking' && call.agentId === agentId) agentHangsUp(s, call);
  else if (call.phase === 'talking') customerLeaves(s, call, 'agent');
  else if (call.internalCaller && call.peerAgentId === agentId) endCall(s, call, endByCaller(call));
  else if (call.peerAgentId === agentId) endCall(s, call, { reason: 'rejected', endedBy: 'customer' });
  else endCall(s, call, { reason: 'cancelled', endedBy: 'agent' });
}

export function sendDtmf(s: Step, agentId: string, digits: string): void {
  const call = callOf(s, agentId);
  if (keysOfTester(s, call, agentId, digits) || keysOfSpeaker(s, call, digits)) return;
  if (call.consult?.agentId === agentId || call.supervisions.some((one) => one.supervisorId === agentId))
    throw new RefusedError('panel.notYourCall');
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  // To whom he talks with: also to the menu of a company that he asks.
  const consulted = call.consult?.state === 'talking' && call.consult.with === 'consulted' ? call.consult.channelId : null;
  if (!consulted && call.customerLeftAt !== null) throw new RefusedError('panel.customerLeft');
  s.command(call, { do: 'dtmf', channelId: consulted ?? call.customerChannelId, digits });
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
  for (const call of s.world.calls.values()) endForbiddenSupervisions(s, call);
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

/** Who is a supervisor no more, or leads another queue now, hears nothing more of the call. */
function endForbiddenSupervisions(s: Step, call: Call): void {
  for (const supervision of [...call.supervisions]) {
    const own = s.directory.agent(supervision.supervisorId);
    const other = s.directory.agent(supervision.agentId);
    if (!own || (other && !isLedBy(own, other))) endSupervision(s, call, supervision);
  }
}
