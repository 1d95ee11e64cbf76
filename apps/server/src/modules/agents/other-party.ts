import { type Agent, type Call, consultedOf, isInternalCaller, supervisorsOf, type World } from '@zuoxi/callcontrol';
import type { PanelRole } from '@zuoxi/contract';
import type { DirectoryStore } from '../pbx/index.ts';

/** The call he is in, or that rings at his phone. */
export function callOf(world: World, agent: Agent): Call | undefined {
  const { activity } = agent;
  return activity.kind === 'ringing' || activity.kind === 'talking' ? world.calls.get(activity.callId) : undefined;
}

export function roleIn(call: Call, agentId: string): PanelRole {
  if (supervisorsOf(call).some((one) => one.agentId === agentId)) return 'supervisor';
  if (consultedOf(call)?.agentId === agentId) return 'consulted';
  if (call.errand && !isInternalCaller(call)) return 'errand';
  return call.peerAgentId === agentId && !isInternalCaller(call) ? 'colleague' : 'agent';
}

/** Who has dialled a code with their phone. */
export const codeOwnerOf = ({ errand }: Call): string | null => (errand?.kind === 'code' ? errand.agentId : null);

/** With whom: for the called agent of an internal call that is the caller, for a supervisor the agent, for one who is asked whoever asks him. */
export function otherParty(call: Call, agent: Agent, directory: DirectoryStore): { number: string; name: string | null } {
  if (call.flow?.test?.agentId === agent.id || codeOwnerOf(call) === agent.id) return { number: call.calledNumber, name: null };
  const supervision = supervisorsOf(call).find((one) => one.agentId === agent.id);
  if (supervision) return colleague(supervision.of, directory);
  const consulted = consultedOf(call);
  if (consulted?.agentId === agent.id && consulted.with === 'consulted') return colleague(call.agentId, directory);
  if (call.peerAgentId === agent.id) {
    if (isInternalCaller(call)) return { number: call.calledNumber, name: directory.queue(call.queueId ?? '')?.name ?? null };
    return colleague(call.agentId, directory);
  }
  return { number: call.customerNumber, name: call.customerName };
}

function colleague(agentId: string | null, directory: DirectoryStore): { number: string; name: string | null } {
  const agent = directory.agent(agentId ?? '');
  return { number: agent?.extension ?? '', name: agent?.displayName ?? null };
}
