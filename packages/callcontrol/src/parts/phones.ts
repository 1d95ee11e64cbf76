import { ensureAgent, markQueues } from '../rules/agent-state.ts';
import { rulesOf, type Step } from '../rules/step.ts';
import { legOfAgent } from '../world/legs.ts';
import { lostPartyOf } from '../world/look-up.ts';

/** A phone was registered: whoever waits for its owner has it rung. */
function phoneIsBack(step: Step, agentId: string): void {
  const activity = step.world.agents.get(agentId)?.activity;
  if (activity && 'callId' in activity) {
    const call = step.world.calls.get(activity.callId);
    const leg = call && legOfAgent(call, agentId);
    if (leg) rulesOf(step, leg.role).phoneBack?.(step, call, leg);
  } else {
    const { room, leg } = lostPartyOf(step.world, agentId) ?? {};
    if (room && leg) rulesOf(step, leg.role).phoneBack?.(step, room, leg);
  }
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
