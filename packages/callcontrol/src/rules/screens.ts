import type { Call } from '../world/call.ts';
import type { Step } from './step.ts';

/** Whose screens show the call. */
export function touchAgents(step: Step, call: Call): void {
  step.touchedCalls.add(call.id);
  const offered = call.offers.map((offer) => offer.agentId);
  const supervisors = call.supervisions.map((one) => one.supervisorId);
  const others = [call.transfer?.agentId, call.connecting?.agentId, call.consult?.agentId];
  for (const agentId of [call.agentId, call.peerAgentId, ...offered, ...others, ...supervisors])
    if (agentId) step.touchedAgents.add(agentId);
}
