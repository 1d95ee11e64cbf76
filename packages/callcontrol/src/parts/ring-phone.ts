import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import { customerLegOf } from '../world/legs.ts';
import { RING_S } from '../world/limits.ts';

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

/** Rings an agent for the customer, in the codec that the customer speaks. */
export function ringForCustomer(step: Step, call: Call, ring: Pick<Ring, 'agentId' | 'channelId' | 'timeoutS'>): void {
  ringPhone(step, call, { ...ring, shows: customerOf(call), originator: customerLegOf(call)?.channelId ?? null });
}
/** `"Name" <number>` with what would break the quoting taken out (RFC 3261 section 25.1, quoted-string). */
export function callerIdText(name: string, number: string): string {
  return `"${name.replace(/["\\\r\n]/g, '')}" <${number.replace(/[^0-9A-Za-z+*#_.-]/g, '')}>`;
}

/** Transfers that a phone asks for (REFER) come to us, and not to the engine's dialplan. */
export const PHONE_VARIABLES: Readonly<Record<string, string>> = { 'PJSIP_TRANSFER_HANDLING()': 'ari-only' };
