import { blankCall, type Call } from '../world/call.ts';
import type { Step } from './step.ts';

/** A call with nothing known yet; its caller fills in what arrived. */
export function newCall(
  step: Step,
  { id, engine }: Pick<Call, 'id' | 'engine'>,
  tenantId: string,
  type: Call['type'],
  state: Call['state'],
): Call {
  const call = blankCall({ id, engine, tenantId, type, state }, step.now);
  step.world.calls.set(id, call);
  step.begun.add(id);
  step.mark(call);
  return call;
}
