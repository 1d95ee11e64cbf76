import { ringOwnPhone } from '../../parts/own-phone.ts';
import { sendTo } from '../../parts/send.ts';
import type { Input } from '../../port/inputs.ts';
import { ensureAgent, setActivity } from '../../rules/agent-state.ts';
import { endCall } from '../../rules/end-call.ts';
import { newCall } from '../../rules/new-call.ts';
import { touchAgents } from '../../rules/screens.ts';
import type { Step } from '../../rules/step.ts';
import type { Agent } from '../../world/agent.ts';
import type { Call } from '../../world/call.ts';
import { setCustomer } from '../../world/legs.ts';

/**
 * Somebody of the house dials a queue (PAN-6) and waits in it like a customer:
 * ```
 *   dialled on the phone ──────────────────────────► the queue
 *   dialled in the console ──► their own phone rings ─► the queue
 * ```
 * It is a call inside the house: never recorded, no survey, no callback, and filed under the queue. They are the call's
 * `peerAgentId`, and busy for the queues from the beginning.
 */
type Arrival = Extract<Input, { type: 'callArrived' }>;

export function queueDialled(step: Step, input: Arrival, agent: Agent, queueId: string): void {
  const call = internalCaller(step, input, agent, input.calledNumber, queueId, 'arrived');
  setCustomer(call, input.channelId, agent.id);
  step.command(call, { do: 'answer', channelId: input.channelId });
  enter(step, call, agent, queueId);
}

export function queueFromPanel(
  step: Step,
  { callId, number }: Extract<Input, { type: 'dial' }>,
  agent: Agent,
  queueId: string,
  engine: string,
): void {
  const call = internalCaller(step, { callId, engine }, agent, number, queueId, 'ownPhone');
  ringOwnPhone(step, call, agent, { name: step.directory.queue(queueId)?.name ?? number, number });
}

/** They have picked up. */
export function internalCallerReady(step: Step, call: Call): void {
  const agent = call.peerAgentId ? ensureAgent(step, call.peerAgentId) : undefined;
  if (!agent || !call.queueId) return endCall(step, call, { reason: 'failed', endedBy: 'system' });
  enter(step, call, agent, call.queueId);
}

function internalCaller(
  step: Step,
  { callId, engine }: Pick<Arrival, 'callId' | 'engine'>,
  agent: Agent,
  dialled: string,
  queueId: string,
  phase: 'arrived' | 'ownPhone',
): Call {
  const config = step.directory.agent(agent.id);
  const call = newCall(step, { id: callId, engine }, agent.tenantId, 'internal', { phase });
  call.errand = { kind: 'queue' };
  call.customerNumber = config?.extension ?? '';
  call.customerName = config?.displayName ?? null;
  call.calledNumber = dialled;
  call.queueId = queueId;
  const { customerNumber } = call;
  step.callFact(call, { type: 'started', callType: 'internal', customerNumber, calledNumber: dialled, agentId: null, queueId });
  step.callFact(call, { type: 'callerKnown', name: call.customerName, preferredAgentId: null });
  return call;
}

function enter(step: Step, call: Call, agent: Agent, queueId: string): void {
  setActivity(step, agent, { kind: 'talking', callId: call.id });
  touchAgents(step, call);
  sendTo(step, call, { kind: 'queue', queueId });
}
