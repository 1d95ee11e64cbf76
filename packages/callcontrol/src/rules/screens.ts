import type { Call } from '../world/call.ts';
import { agentsOf } from '../world/legs.ts';
import type { Step } from './step.ts';

/** Whose screens show the call. */
export function touchAgents(step: Step, call: Call): void {
  step.mark(call);
  for (const agentId of agentsOf(call)) step.shown.agents.add(agentId);
}
