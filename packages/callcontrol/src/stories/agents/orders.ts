import type { Input } from '../../port/inputs.ts';
import { RefusedError } from '../../port/refusal.ts';
import {
  ensureAgent,
  keepChoices,
  lowerHand,
  markQueues,
  raiseHand,
  refreshShown,
  setActivity,
  setReady,
} from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';
import { owesDisposition } from '../../rules/wrap-up.ts';
import type { Agent } from '../../world/agent.ts';

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
  s.markAgent(agentId);
}

export function setHand(s: Step, agentId: string, on: boolean): void {
  const agent = agentWithExtension(s, agentId);
  if (on && agent.activity.kind !== 'talking') throw new RefusedError('panel.noCall');
  if (on) raiseHand(s, agent);
  else lowerHand(s, agent);
}

function agentWithExtension(s: Step, agentId: string): Agent {
  const agent = ensureAgent(s, agentId);
  if (!agent) throw new RefusedError('panel.noExtension');
  return agent;
}

/** Memberships may have changed: forget choices about queues that are no longer one's own, and look for matches. */
export function directoryChanged(s: Step): void {
  for (const config of s.directory.agents()) ensureAgent(s, config.id);
  for (const agent of s.world.agents.values()) {
    const config = s.directory.agent(agent.id);
    if (!config && agent.activity.kind === 'none') {
      s.world.agents.delete(agent.id);
      s.markAgent(agent.id);
      continue;
    }
    keepChoices(s, agent);
    refreshShown(s, agent);
    markQueues(s, agent.id);
  }
}
