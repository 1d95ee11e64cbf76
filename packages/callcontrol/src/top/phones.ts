import { RefusedError } from '../port/refusal.ts';
import { agentOf, markQueues } from '../rules/agent-state.ts';
import { endingLegOf } from '../rules/end-call.ts';
import type { Step } from '../rules/step.ts';
import { partyIsBack } from '../stories/conference/parties.ts';
import { ringConnectingAgain } from '../stories/connect.ts';
import { ringOfferAgain } from '../stories/queue/offer.ts';
import { agentLost, giveUpDeadContact, ringAgain } from '../stories/talk/absence.ts';
import { ringConsultedAgain } from '../stories/talk/consult.ts';
import { ringSupervisorAgain } from '../stories/talk/supervision.ts';
import type { Call } from '../world/call.ts';

/** A phone was registered: whoever waits for its owner has it rung. */
export function phoneIsBack(step: Step, agentId: string): void {
  const activity = step.world.agents.get(agentId)?.activity;
  if (!activity || !('callId' in activity)) return partyIsBack(step, agentId);
  const call = step.world.calls.get(activity.callId);
  const offer = call?.offers.find((one) => one.agentId === agentId && one.lostAt !== undefined);
  if (call && offer) return ringOfferAgain(step, call, offer);
  const { connecting } = call ?? {};
  if (call && connecting?.agentId === agentId && connecting.lostAt !== undefined)
    return ringConnectingAgain(step, call, connecting, agentId);
  const supervision = call?.supervisions.find((one) => one.supervisorId === agentId && one.isAway);
  if (call && supervision) return ringSupervisorAgain(step, call, supervision);
  if (call?.agentId !== agentId || !call.absence) return;
  giveUpDeadContact(step, call, call.absence);
  ringAgain(step, call);
}

/** A page that was loaded again, and has no call on its phone: whatever its owner is in is brought to it again. */
export function reclaim(step: Step, call: Call, agentId: string): void {
  const offer = call.offers.find((one) => one.agentId === agentId);
  if (offer) return ringOfferAgain(step, call, offer);
  if (call.connecting?.agentId === agentId) return ringConnectingAgain(step, call, call.connecting, agentId);
  if (call.phase !== 'talking') throw new RefusedError('panel.noCall');
  if (call.consult?.agentId === agentId) return ringConsultedAgain(step, call);
  const supervision = call.supervisions.find((one) => one.supervisorId === agentId);
  if (supervision) return ringSupervisorAgain(step, call, supervision);
  if (call.agentId !== agentId || call.transfer || call.consult?.own) throw new RefusedError('panel.noCall');
  const { agentChannelId } = call;
  if (!agentChannelId) return ringAgain(step, call);
  step.command(call, { do: 'hangup', channelId: agentChannelId, reason: 'normal' });
  agentLost(step, call);
  step.world.endingLegs.set(agentChannelId, endingLegOf(call, 'agent'));
}

export function setPhone(step: Step, agentId: string, engine: string, online: boolean): void {
  const agent = agentOf(step, agentId);
  if (!agent || agent.registeredWith.includes(engine) === online) return;
  agent.registeredWith = online ? [...agent.registeredWith, engine] : agent.registeredWith.filter((one) => one !== engine);
  step.touchedAgents.add(agentId);
  if (!online) return;
  markQueues(step, agentId);
  phoneIsBack(step, agentId);
}

/** The phone registered. Where its contact before was thought to be there, nothing changes but that it can be rung again. */
export function phoneRegistered(step: Step, agentId: string, engine: string): void {
  if (step.world.agents.get(agentId)?.registeredWith.includes(engine)) phoneIsBack(step, agentId);
  else setPhone(step, agentId, engine, true);
}
