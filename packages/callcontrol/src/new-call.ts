import type { Step } from './step-context.ts';
import type { Call } from './world.ts';

/** A call with nothing known yet; its caller fills in what arrived. */
export function newCall(
  step: Step,
  { id, engine }: Pick<Call, 'id' | 'engine'>,
  tenantId: string,
  type: Call['type'],
  phase: Call['phase'],
): Call {
  const call: Call = {
    id,
    engine,
    tenantId,
    type,
    phase,
    phaseSince: step.now,
    deadline: step.now,
    startedAt: step.now,
    customerNumber: '',
    customerName: null,
    customerChannelId: `${id}-c`,
    customerChannelLive: false,
    calledNumber: '',
    queueId: null,
    enqueuedAt: null,
    offer: null,
    offers: 0,
    tried: [],
    agentId: null,
    agentChannelId: null,
    answeredAt: null,
    held: false,
    muted: false,
    bridgeId: null,
    recording: null,
    transfer: null,
    peerAgentId: null,
    dialledOnPhone: false,
    trunkId: null,
    dialString: null,
    callerId: null,
  };
  step.world.calls.set(id, call);
  return call;
}
