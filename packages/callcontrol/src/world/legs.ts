import type { Call } from './call.ts';
import type {
  AgentLeg,
  ConnectingLeg,
  ConsultedLeg,
  LegState,
  OfferLeg,
  ReturningLeg,
  SecondLineLeg,
  StoredLeg,
  SupervisorLeg,
  TransferLeg,
} from './leg.ts';

// Which phones and outside numbers belong to a call, whose they are and until when each is waited for: asked here and nowhere else.

/** One telephone or outside number of a call, from being rung (or coming in) until it is gone for good. */
export type Leg = (LegState & { role: 'customer' }) | StoredLeg;

/** On the line, by which it has its turn when an agent is free: it waits, or phones ring for it. */
export const hasPlace = ({ waiting, phase }: Call): boolean => waiting !== null || phase === 'queued' || phase === 'ringing';

/** In the order in which an ended call gives them up. */
export function legsOf(call: Call): Leg[] {
  const legs: Leg[] = [...offersOf(call)];
  const others = [connectingOf(call), transferOf(call), consultedOf(call), secondLineOf(call), returningOf(call)];
  for (const leg of others) if (leg) legs.push(leg);
  legs.push(...supervisorsOf(call));
  // An agent's phone that is rung first has nobody else yet.
  const ofCustomer = call.phase === 'dialling' ? 'ringing' : 'up';
  const { customerChannelId, peerAgentId } = call;
  if (call.customerChannelLive)
    legs.push({ role: 'customer', channelId: customerChannelId, agentId: peerAgentId, state: ofCustomer, deadline: null });
  const agent = agentLegOf(call);
  if (agent) legs.push(agent);
  return legs;
}

export function addLeg(call: Call, leg: StoredLeg): void {
  call.legs = [...call.legs, leg];
}

/** It is gone for good. Undefined: there was none. */
export function removeLeg(call: Call, leg: StoredLeg | undefined): void {
  call.legs = call.legs.filter((one) => one !== leg);
}

/**
 * Who dials or has the customer, and on which phone. `channelId` null: on none, since it is lost, or since their own phone is the customer's
 * side of the call. The one writer of `Call.agentId`, so that the leg and the call agree.
 */
export function setAgent(call: Call, agentId: string | null, channelId: string | null, state: AgentLeg['state'] = 'up'): void {
  call.agentId = agentId;
  removeLeg(call, agentLegOf(call));
  if (channelId !== null) addLeg(call, { role: 'agent', channelId, agentId, state, deadline: null });
}

/** The phone on which the agent dials or has the customer, or the outside number that has the caller. */
export const agentLegOf = ({ legs }: Pick<Call, 'legs'>): AgentLeg | undefined => legs.find((leg) => leg.role === 'agent');

export const agentChannelOf = (call: Pick<Call, 'legs'>): string | null => agentLegOf(call)?.channelId ?? null;

/** The agent's phone, while it is lost or rings again. */
export const returningOf = ({ legs }: Pick<Call, 'legs'>): ReturningLeg | undefined => legs.find((leg) => leg.role === 'returning');

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
