import type { Call } from './call.ts';
import { callerIdText } from './caller-id.ts';
import type { Step } from './step-context.ts';
import { PHONE_VARIABLES } from './talk.ts';

/** How long a phone rings where no queue and no forwarding says it. */
export const RING_S = 30;
/** After this much more, an engine that says nothing is given up. */
export const GUARD_MS = 5000;

interface Ring {
  agentId: string;
  channelId: string;
  /** What its display says. */
  shows: { name: string; number: string };
  timeoutS?: number;
  /** Whose codecs are offered first; without it, `formats`, or those of the phone. */
  originator?: string | null;
  formats?: readonly string[];
}

/** Rings a phone of our own. */
export function ringPhone(step: Step, call: Pick<Call, 'id' | 'engine'>, ring: Ring): void {
  const { agentId, channelId, shows, timeoutS = RING_S, originator = null, formats = [] } = ring;
  step.command(call, {
    do: 'originate',
    channelId,
    endpoint: step.directory.agent(agentId)?.dialString ?? '',
    callerId: callerIdText(shows.name, shows.number),
    timeoutS,
    originator,
    formats,
    variables: PHONE_VARIABLES,
  });
}

/** Who the customer is, on the display of an agent's phone, which would know a colleague by the bare number. */
export function customerOf({
  customerName,
  customerNumber,
  wearsOwnNumber,
}: Pick<Call, 'customerName' | 'customerNumber' | 'wearsOwnNumber'>) {
  const number = wearsOwnNumber ? `+${customerNumber}` : customerNumber;
  return { name: customerName ?? number, number };
}

/** Rings an agent for the customer, in the codec that he speaks. */
export function ringForCustomer(step: Step, call: Call, ring: Pick<Ring, 'agentId' | 'channelId' | 'timeoutS'>): void {
  ringPhone(step, call, { ...ring, shows: customerOf(call), originator: call.customerChannelLive ? call.customerChannelId : null });
}
