import type { Call } from './call.ts';
import type {
  Absence,
  ConnectingLeg,
  ConsultedLeg,
  LegState,
  OfferLeg,
  SecondLineLeg,
  StoredLeg,
  SupervisorLeg,
  TransferLeg,
} from './leg.ts';
import { LONGEST_ABSENCE_MS } from './limits.ts';

// Which phones and outside numbers belong to a call, whose they are and until when each is waited for: asked here and nowhere else.

/** One telephone or outside number of a call, from being rung (or coming in) until it is gone for good. */
export type Leg = (LegState & LegAs) | StoredLeg;

/** What it is to the call, with what only such a leg has. */
type LegAs =
  | { role: 'customer' | 'agent' }
  /** The agent's, while their phone is lost or rings again. */
  | { role: 'returning'; absence: Absence };

/** On the line, by which it has its turn when an agent is free: it waits, or phones ring for it. */
export const hasPlace = ({ waiting, phase }: Call): boolean => waiting !== null || phase === 'queued' || phase === 'ringing';

/** In the order in which an ended call gives them up. */
export function legsOf(call: Call): Leg[] {
  const { absence, agentId } = call;
  const legs: Leg[] = [...offersOf(call)];
  for (const leg of [connectingOf(call), transferOf(call), consultedOf(call), secondLineOf(call)]) if (leg) legs.push(leg);
  if (absence) {
    const { channelId, since } = absence;
    const state = channelId === null ? 'lost' : 'ringing';
    legs.push({ role: 'returning', absence, channelId, agentId, state, deadline: since + LONGEST_ABSENCE_MS });
  }
  legs.push(...supervisorsOf(call));
  // An agent's phone that is rung first has nobody else yet.
  const ofCustomer = call.phase === 'dialling' ? 'ringing' : 'up';
  const { customerChannelId, peerAgentId, agentChannelId } = call;
  if (call.customerChannelLive)
    legs.push({ role: 'customer', channelId: customerChannelId, agentId: peerAgentId, state: ofCustomer, deadline: null });
  const ofAgent = call.phase === 'callingAgent' ? 'ringing' : 'up';
  if (agentChannelId) legs.push({ role: 'agent', channelId: agentChannelId, agentId, state: ofAgent, deadline: null });
  return legs;
}

export function addLeg(call: Call, leg: StoredLeg): void {
  call.legs = [...call.legs, leg];
}

/** It is gone for good. */
export function removeLeg(call: Call, leg: StoredLeg): void {
  call.legs = call.legs.filter((one) => one !== leg);
}

/** Phones of the queue's members that ring for it; several with `ringAll`. */
export const offersOf = ({ legs }: Pick<Call, 'legs'>): OfferLeg[] => legs.filter((leg) => leg.role === 'offer');

/** The phone or outside number to which the caller was sent, while it rings. */
export const connectingOf = ({ legs }: Pick<Call, 'legs'>): ConnectingLeg | undefined => legs.find((leg) => leg.role === 'connecting');

/** The phones of its supervisors, the first to come first. */
export const supervisorsOf = ({ legs }: Pick<Call, 'legs'>): SupervisorLeg[] => legs.filter((leg) => leg.role === 'supervisor');

/** The phone to which the customer is being transferred, while it rings. */
export const transferOf = ({ legs }: Pick<Call, 'legs'>): TransferLeg | undefined => legs.find((leg) => leg.role === 'transfer');

/** The phone of whom the agent asks. */
export const consultedOf = ({ legs }: Pick<Call, 'legs'>): ConsultedLeg | undefined => legs.find((leg) => leg.role === 'consulted');

export const secondLineOf = ({ legs }: Pick<Call, 'legs'>): SecondLineLeg | undefined => legs.find((leg) => leg.role === 'secondLine');

/** Over, by the time of the step. */
export const isDue = ({ deadline }: Pick<LegState, 'deadline'>, now: number): boolean => deadline !== null && deadline <= now;

/** Whose phone that is in the call; of an agent with two lines the one of the customer. */
export const legOfAgent = (call: Call, agentId: string): Leg | undefined =>
  legsOf(call).find((leg) => leg.agentId === agentId && leg.role !== 'secondLine');

/** Channels that a call has, or has asked for. A lost phone has none. */
export const channelsOf = (call: Call): string[] =>
  legsOf(call).flatMap(({ channelId, state }) => (channelId === null || state === 'lost' ? [] : [channelId]));

/** Those of its consultation and of its supervisors, then its own. */
export function bridgesOf(call: Call): string[] {
  const taps = supervisorsOf(call)
    .filter(({ state }) => state === 'up')
    .map(({ bridgeId }) => bridgeId);
  return [...taps, secondLineOf(call)?.bridgeId, call.bridgeId].flatMap((id) => (id ? [id] : []));
}

/** Agents who have to do with a call, whatever it is. */
export function agentsOf(call: Call): string[] {
  const ids = [
    call.agentId,
    call.peerAgentId,
    ...offersOf(call).map(({ agentId }) => agentId),
    transferOf(call)?.agentId,
    connectingOf(call)?.agentId,
    consultedOf(call)?.agentId,
    ...supervisorsOf(call).map(({ agentId }) => agentId),
  ];
  return ids.flatMap((id) => (id ? [id] : []));
}
