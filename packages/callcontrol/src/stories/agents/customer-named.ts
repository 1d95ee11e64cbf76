import type { Input } from '../../port/inputs.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';

/** Who he is was written down while somebody talks with him, or writes notes about him: from now on he is called by his name. */
export function customerNamed(step: Step, { callId, name }: Extract<Input, { type: 'customerNamed' }>): void {
  const call = step.world.calls.get(callId);
  const notes = [...step.world.agents.values()].filter(({ activity }) => activity.kind === 'wrapUp' && activity.callId === callId);
  const tenantId = call?.tenantId ?? notes[0]?.tenantId;
  if (tenantId === undefined) return;
  if (call) {
    call.customerName = name;
    touchAgents(step, call);
  }
  for (const { id, activity } of notes) {
    if (activity.kind === 'wrapUp') activity.of.customerName = name;
    step.markAgent(id);
  }
  step.callFact({ id: callId, tenantId }, { type: 'customerNamed', name });
}
