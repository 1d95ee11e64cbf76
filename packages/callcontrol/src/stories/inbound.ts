import { sendTo } from '../parts/send.ts';
import { takesCall } from '../parts/trunks.ts';
import type { InboundTarget } from '../port/directory.ts';
import type { Input } from '../port/inputs.ts';
import type { ServiceAnswer } from '../port/services.ts';
import { endCall } from '../rules/end-call.ts';
import { newCall } from '../rules/new-call.ts';
import type { Phase, Step } from '../rules/step.ts';
import type { Call, CallIn } from '../world/call.ts';
import { setCustomer } from '../world/legs.ts';

type Arrival = Extract<Input, { type: 'callArrived' }>;
type TestArrival = Extract<Input, { type: 'testCustomerArrived' }>;

/** A channel came in: from a trunk to wherever its route says, or from an extension to whatever was dialled. */
export function callArrived(step: Step, input: Arrival): void {
  const owner = step.directory.endpoint(input.endpoint);
  if (!owner) {
    step.command({ id: input.callId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'unallocated' });
    return;
  }
  if (owner.kind === 'extension') {
    step.places.dialled(step, input, owner.agentId);
    return;
  }
  const isFull = !takesCall(step, owner.trunkId);
  receive(step, input, { ...owner, queueId: null, isFull });
}

/** A customer that we play ourselves: from here on a call like any other, but for the mark in its record. */
export function testCustomerArrived(step: Step, input: TestArrival): void {
  receive(step, input, { tenantId: input.tenantId, trunkId: null, queueId: input.queueId, isFull: false });
}

interface Way {
  tenantId: string;
  /** Null: it has come over none, since we play it. */
  trunkId: string | null;
  /** Null: wherever the number leads. */
  queueId: string | null;
  isFull: boolean;
}

function receive(step: Step, input: Arrival | TestArrival, { tenantId, trunkId, queueId: chosen, isFull }: Way): void {
  const route: Pick<InboundTarget, 'destination' | 'priority'> | undefined =
    chosen === null
      ? step.directory.inboundRoute(tenantId, input.calledNumber, input.callerNumber, step.wallNow)
      : { destination: { kind: 'queue', queueId: chosen }, priority: 0 };
  const call = newCall(step, { id: input.callId, engine: input.engine }, tenantId, 'inbound', { phase: 'arrived' });
  setCustomer(call, input.channelId, null, trunkId === null ? {} : { trunkId });
  call.customerNumber = input.callerNumber;
  // Who is a colleague, an own phone has proved; a carrier passes on whatever it was given.
  if (step.directory.isOwnNumber(tenantId, input.callerNumber)) call.wearsOwnNumber = true;
  call.customerName = call.wearsOwnNumber ? null : input.callerName || null;
  call.calledNumber = input.calledNumber;
  call.routePriority = route?.priority ?? 0;
  call.priority = call.routePriority;
  const queueId = route?.destination.kind === 'queue' ? route.destination.queueId : null;
  step.callFact(call, {
    type: 'started',
    callType: 'inbound',
    customerNumber: call.customerNumber,
    calledNumber: call.calledNumber,
    agentId: null,
    queueId,
    ...(trunkId === null ? { isTest: true } : {}),
  });
  if (isFull) return endCall(step, call, { reason: 'trunkFull', endedBy: 'system' });
  if (!route) return endCall(step, call, { reason: 'noSuchNumber', endedBy: 'system' });
  step.command(call, { do: 'answer', channelId: input.channelId });
  step.request(call, { ask: 'caller', tenantId: call.tenantId, number: call.customerNumber, queueId });
  sendTo(step, call, route.destination);
}

/** The caller was looked up in the database; that takes a few milliseconds, and they are in the greeting meanwhile. */
export function callerLookedUp(step: Step, call: Call, answer: Extract<ServiceAnswer, { ask: 'caller' }>): void {
  call.customerName = answer.name ?? call.customerName;
  const { assignedAgentId, lastAgentId } = answer;
  if (assignedAgentId) call.preferred = { agentId: assignedAgentId, because: 'assignedAgent' };
  else if (lastAgentId) call.preferred = { agentId: lastAgentId, because: 'lastAgent' };
  step.callFact(call, { type: 'callerKnown', name: answer.name, preferredAgentId: call.preferred?.agentId ?? null });
}

/** Nobody has decided yet where the call goes; it is decided in the step in which the call comes. */
export const arrived: Phase<CallIn<'arrived'>> = {
  timeUp: (step, call) => endCall(step, call, { reason: 'failed', endedBy: 'system' }),
  abandoned: () => ({ reason: 'abandonedInGreeting', endedBy: 'customer' }),
};
