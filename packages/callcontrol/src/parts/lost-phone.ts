import { ensureAgent } from '../rules/agent-state.ts';
import { outcomeOf } from '../rules/causes.ts';
import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';

// The page is not the call (PAN-11c): a phone that is gone while it rings may only be a page that is loading again.

/** It has not answered: its registration went with it. One of an account that is no more does not come back. */
export function mayComeBack(step: Step, call: Pick<Call, 'engine'>, agentId: string, cause: number): boolean {
  if (!step.directory.agent(agentId)) return false;
  return outcomeOf(cause) === 'unreachable' && !ensureAgent(step, agentId)?.registeredWith.includes(call.engine);
}
