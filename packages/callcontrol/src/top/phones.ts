import { RefusedError } from '../port/refusal.ts';
import { ensureAgent, markQueues } from '../rules/agent-state.ts';
import { endingLegOf } from '../rules/end-call.ts';
import type { Step } from '../rules/step.ts';
import { partyIsBack } from '../stories/conference/parties.ts';
import { ringConnectingAgain } from '../stories/connect.ts';
import { ringOfferAgain } from '../stories/queue/offer.ts';
import { agentLost, giveUpDeadContact, ringAgain } from '../stories/talk/absence.ts';
import { ringConsultedAgain } from '../stories/talk/consult.ts';
import { ringSupervisorAgain } from '../stories/talk/supervision.ts';
import type { Call } from '../world/call.ts';
import { agentChannelOf, legOfAgent, secondLineOf, transferOf } from '../world/legs.ts';

/** A phone was registered: whoever waits for its owner has it rung. */
export function phoneIsBack(step: Step, agentId: string): void {
  const activity = step.world.agents.get(agentId)?.activity;
  if (!activity || !('callId' in activity)) return partyIsBack(step, agentId);
  const call = step.world.calls.get(activity.callId);
  const leg = call && legOfAgent(call, agentId);
  if (!leg) return;
  if (leg.role === 'returning') {
    giveUpDeadContact(step, call, leg);
    ringAgain(step, call);
  } else if (leg.state !== 'lost') return;
  else if (leg.role === 'offer') ringOfferAgain(step, call, leg);
  else if (leg.role === 'connecting') ringConnectingAgain(step, call, leg, agentId);
  else if (leg.role === 'supervisor') ringSupervisorAgain(step, call, leg);
}

/** A page that was loaded again, and has no call on its phone: whatever its owner is in is brought to it again. */
export function reclaim(step: Step, call: Call, agentId: string): void {
  const leg = legOfAgent(call, agentId);
  if (leg?.role === 'offer') return ringOfferAgain(step, call, leg);
  if (leg?.role === 'connecting') return ringConnectingAgain(step, call, leg, agentId);
  if (call.phase !== 'talking') throw new RefusedError('panel.noCall');
  if (leg?.role === 'consulted') return ringConsultedAgain(step, call);
  if (leg?.role === 'supervisor') return ringSupervisorAgain(step, call, leg);
  if (call.agentId !== agentId || transferOf(call) || secondLineOf(call)) throw new RefusedError('panel.noCall');
  const agentChannelId = agentChannelOf(call);
  if (!agentChannelId) return ringAgain(step, call);
  step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
  agentLost(step, call);
  step.world.endingLegs.set(agentChannelId, endingLegOf(call, 'agent'));
}

export function setPhone(step: Step, agentId: string, engine: string, online: boolean): void {
  const agent = ensureAgent(step, agentId);
  if (!agent || agent.registeredWith.includes(engine) === online) return;
  agent.registeredWith = online ? [...agent.registeredWith, engine] : agent.registeredWith.filter((one) => one !== engine);
  step.markAgent(agentId);
  if (!online) return;
  markQueues(step, agentId);
  phoneIsBack(step, agentId);
}

/** The phone registered. Where its contact before was thought to be there, nothing changes but that it can be rung again. */
export function phoneRegistered(step: Step, agentId: string, engine: string): void {
  if (step.world.agents.get(agentId)?.registeredWith.includes(engine)) phoneIsBack(step, agentId);
  else setPhone(step, agentId, engine, true);
}
