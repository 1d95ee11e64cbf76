import type { Agent, Call, World } from '@zuoxi/callcontrol';
import type { PanelRole } from '@zuoxi/contract';
import type { DirectoryStore } from '../pbx/index.ts';

/** The call he is in, or that rings at his phone. */
export function callOf(world: World, agent: Agent): Call | undefined {
  const { activity } = agent;
  return activity.kind === 'ringing' || activity.kind === 'talking' ? world.calls.get(activity.callId) : undefined;
}

export function roleIn(call: Call, agentId: string): PanelRole {
  if (call.supervisions.some((one) => one.supervisorId === agentId)) return 'supervisor';
  if (call.consult?.agentId === agentId) return 'consulted';
  return call.peerAgentId === agentId && !call.internalCaller ? 'colleague' : 'agent';
}

/** With whom: for the called agent of an internal call the other party is the caller, for a supervisor whoever the agent talks with. */
export function otherParty(call: Call, agent: Agent, directory: DirectoryStore): { number: string; name: string | null } {
  if (call.flow?.test?.agentId === agent.id) return { number: call.calledNumber, name: null };
  if (call.peerAgentId === agent.id) {
    if (call.internalCaller) return { number: call.calledNumber, name: directory.queue(call.queueId ?? '')?.name ?? null };
    const caller = directory.agent(call.agentId ?? '');
    return { number: caller?.extension ?? '', name: caller?.displayName ?? null };
  }
  return { number: call.customerNumber, name: call.customerName };
}
