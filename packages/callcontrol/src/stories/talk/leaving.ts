import { endCall } from '../../rules/end-call.ts';
import type { Step } from '../../rules/step.ts';
import { type Call, isIn } from '../../world/call.ts';
import { consultedOf, secondLineOf, supervisorsOf, transferOf } from '../../world/legs.ts';
import { hasCustomerLeft } from '../../world/states.ts';
import { ontoSecondLine, passOn } from './consult.ts';
import { customerLeaves } from './customer-left.ts';
import { becomeAgent } from './supervision.ts';

/** Whoever is still in the conversation has the customer from now on; if nobody is, he is asked how it was, or the call is over. */
export function agentHangsUp(s: Step, call: Call, gone?: { channelId: string; cause: number }): void {
  const { agentId } = call;
  const consult = consultedOf(call);
  const barging = supervisorsOf(call).find((one) => one.of === agentId && one.mode === 'barge' && one.state === 'up');
  if (hasCustomerLeft(call)) return endCall(s, call, { reason: 'hangup', endedBy: 'agent', ...goneOf(gone) });
  if (secondLineOf(call) && gone) return mainLineHungUp(s, call, gone.channelId);
  if (consult?.state === 'up') return passOn(s, call, gone?.channelId);
  if (barging && !consult) return becomeAgent(s, call, barging, gone?.channelId);
  if (isSurveyed(s, call)) return s.places.survey(s, call, 'agent', gone?.channelId);
  endCall(s, call, { reason: 'hangup', endedBy: 'agent', ...goneOf(gone) });
}

const goneOf = (gone: { channelId: string; cause: number } | undefined) =>
  gone ? { goneChannelId: gone.channelId, cause: gone.cause } : {};

/** The agent has hung up on the line that the customer is on, and talks on the other one. */
export function mainLineHungUp(step: Step, call: Call, goneChannelId: string): void {
  const consult = consultedOf(call);
  if (consult?.state !== 'up') return endCall(step, call, { reason: 'hangup', endedBy: 'agent', goneChannelId });
  ontoSecondLine(step, call, consult, goneChannelId);
  customerLeaves(step, call, 'agent');
}

/** Whether the customer is asked when this agent leaves. */
export function isSurveyed(step: Step, call: Call): boolean {
  if (!isIn(call, 'talking') || call.type !== 'inbound' || transferOf(call) || call.agentId === null) return false;
  if (consultedOf(call) || hasCustomerLeft(call)) return false;
  return step.directory.queue(call.queueId ?? '')?.satisfaction === 'automatic';
}
