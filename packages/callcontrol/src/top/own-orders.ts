import { cause as q850 } from '@zuoxi/ari';
import { endByCaller } from '../parts/abandoned.ts';
import { RefusedError } from '../port/refusal.ts';
import { endCall } from '../rules/end-call.ts';
import type { Step } from '../rules/step.ts';
import { callOf } from '../stories/agents/orders.ts';
import { connectFailed } from '../stories/connect.ts';
import { keysOfSpeaker } from '../stories/prompt-recording.ts';
import { offerFailed } from '../stories/queue/offer.ts';
import { consultedHungUp } from '../stories/talk/consult.ts';
import { customerLeaves } from '../stories/talk/customer-left.ts';
import { agentHangsUp } from '../stories/talk/leaving.ts';
import { endSupervision } from '../stories/talk/supervision.ts';
import { transferFailed } from '../stories/talk/transfer.ts';
import type { Call } from '../world/call.ts';
import { agentChannelOf, consultedOf, legOfAgent, transferOf } from '../world/legs.ts';
import { keyPressed } from './dialogue-news.ts';

/** Keys of the panel are those of the telephone the agent holds. False: the call is no test, or they talk with somebody. */
export function keysOfTester(step: Step, call: Call, agentId: string, digits: string): boolean {
  if (call.flow?.test?.agentId !== agentId || call.phase === 'talking') return false;
  for (const digit of digits) keyPressed(step, call.customerChannelId, digit);
  return true;
}

export function hangUp(s: Step, agentId: string): void {
  const call = callOf(s, agentId);
  const leg = legOfAgent(call, agentId);
  const ownChannelId = agentChannelOf(call);
  if (leg?.role === 'offer') offerFailed(s, call, leg, q850.callRejected, false);
  else if (leg?.role === 'supervisor') endSupervision(s, call, leg);
  else if (leg?.role === 'consulted') consultedHungUp(s, call);
  else if (leg?.role === 'connecting') connectFailed(s, call, q850.callRejected, false);
  else if (leg?.role === 'transfer') transferFailed(s, call, q850.callRejected, false);
  else if (transferOf(call) && ownChannelId) s.command(call, { do: 'hangup', channelId: ownChannelId, reason: 'normal' });
  else if (call.phase === 'talking' && call.agentId === agentId) agentHangsUp(s, call);
  else if (call.phase === 'talking') customerLeaves(s, call, 'agent');
  else if (call.internalCaller && call.peerAgentId === agentId) endCall(s, call, endByCaller(call, q850.normalClearing));
  else if (call.peerAgentId === agentId) endCall(s, call, { reason: 'rejected', endedBy: 'customer' });
  else endCall(s, call, { reason: 'cancelled', endedBy: 'agent' });
}

export function sendDtmf(s: Step, agentId: string, digits: string): void {
  const call = callOf(s, agentId);
  if (keysOfTester(s, call, agentId, digits) || keysOfSpeaker(s, call, digits)) return;
  const role = legOfAgent(call, agentId)?.role;
  if (role === 'consulted' || role === 'supervisor') throw new RefusedError('panel.notYourCall');
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  // Whom the agent talks with hears them: also the menu of a company that they ask.
  const asked = consultedOf(call);
  const consulted = asked?.state === 'up' && asked.with === 'consulted' ? asked.channelId : null;
  if (!consulted && call.customerLeftAt !== null) throw new RefusedError('panel.customerLeft');
  s.command(call, { do: 'dtmf', channelId: consulted ?? call.customerChannelId, digits });
}
