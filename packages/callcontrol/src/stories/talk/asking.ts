import { anyHasRoom } from '../../parts/trunks.ts';
import type { DialTarget } from '../../port/directory.ts';
import { RefusedError } from '../../port/refusal.ts';
import { ensureAgent, isNotToBeDisturbed } from '../../rules/agent-state.ts';
import type { Step } from '../../rules/step.ts';
import { isEngaged } from '../../rules/wrap-up.ts';
import type { Agent } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';
import { agentLegOf, consultedOf, returningOf, transferOf } from '../../world/legs.ts';

/** Somebody with whom the call may be spoken about, or to whom it may go; throws `RefusedError` when they cannot take it. */
export function somebodyFree(step: Step, call: Call, agentId: string, number: string): Exclude<DialTarget, { kind: 'refused' | 'queue' }> {
  const target = step.directory.dialTarget(agentId, number);
  if (target.kind === 'refused') throw new RefusedError(`panel.${target.reason}`, { number });
  if (target.kind === 'queue') throw new RefusedError('panel.numberInvalid', { number });
  if (target.kind === 'outside') {
    if (!anyHasRoom(step, target.routes)) throw new RefusedError('panel.trunksBusy');
  } else if (!isFree(step, ensureAgent(step, target.agentId), call.engine)) throw new RefusedError('panel.targetBusy');
  return target;
}

function isFree(step: Step, agent: Agent | undefined, engine: string): boolean {
  if (!agent || isNotToBeDisturbed(step, agent.id)) return false;
  return !isEngaged(step, agent) && agent.registeredWith.includes(engine);
}

/** The agent talks with the customer and does nothing else with them; throws `RefusedError` when that is not so. */
export function mustBeFreeToAsk(call: Call, agentId: string): void {
  if (call.phase !== 'talking') throw new RefusedError('panel.notAnswered');
  if (call.agentId !== agentId) throw new RefusedError('panel.notYourCall');
  if (!call.bridgeId || !agentLegOf(call) || returningOf(call)) throw new RefusedError('panel.notAnswered');
  if (call.customerLeftAt !== null) throw new RefusedError('panel.customerLeft');
  if (consultedOf(call) || transferOf(call)) throw new RefusedError('panel.consulting');
}
