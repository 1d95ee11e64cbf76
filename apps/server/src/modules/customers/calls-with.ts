import type { World } from '@zuoxi/callcontrol';
import { numberKey } from '@zuoxi/contract';
import type { NamedCustomer } from './customers.ts';

/** Calls of today's world with him, and those that notes are being written about. */
export function callsWith(world: Pick<World, 'calls' | 'agents'>, { tenantId, numbers }: NamedCustomer): Set<string> {
  const isHis = (number: string) => numbers.includes(numberKey(number));
  const found = new Set<string>();
  for (const call of world.calls.values()) {
    if (call.tenantId === tenantId && call.type !== 'internal' && isHis(call.customerNumber)) found.add(call.id);
  }
  for (const agent of world.agents.values()) {
    const { activity } = agent;
    if (agent.tenantId === tenantId && activity.kind === 'wrapUp' && isHis(activity.of.customerNumber)) found.add(activity.callId);
  }
  return found;
}
