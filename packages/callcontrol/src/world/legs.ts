import type { Call } from './call.ts';
import type { ConferenceRoom } from './conference.ts';
import type {
  AgentLeg,
  AnyLeg,
  ConnectingLeg,
  ConsultedLeg,
  CustomerLeg,
  Leg,
  LegState,
  OfferLeg,
  OutsideAttempt,
  ReturningLeg,
  SecondLineLeg,
  SupervisorLeg,
  TransferLeg,
} from './leg.ts';
import { bridgeOf, placeOf } from './states.ts';

/** Whose legs they are. */
export type LegOwner = Call | ConferenceRoom;

// Which phones and outside numbers belong to a call, whose they are and until when each is waited for: asked here and nowhere else.

/** On the line, by which it has its turn when an agent is free: it waits, or phones ring for it. */
export const hasPlace = (call: Call): boolean => placeOf(call) !== undefined;

/** The order in which an ended call gives them up, and in which their times are looked at. */
const TURN: Readonly<Record<AnyLeg['role'], number>> = {
  offer: 0,
  connecting: 1,
  transfer: 2,
  consulted: 3,
  secondLine: 4,
  returning: 5,
  supervisor: 6,
  customer: 7,
  agent: 8,
  party: 9,
};

/** In that order; of one role the first to come first. */
export const legsOf = <L extends AnyLeg>({ legs }: { legs: readonly L[] }): L[] =>
  legs.toSorted((one, other) => TURN[one.role] - TURN[other.role]);

export function addLeg<L extends AnyLeg>(owner: { legs: readonly L[] }, leg: L): void {
  owner.legs = [...owner.legs, leg];
}

/** It is gone for good. Undefined: there was none. */
export function removeLeg<L extends AnyLeg>(owner: { legs: readonly L[] }, leg: L | undefined): void {
  owner.legs = owner.legs.filter((one) => one !== leg);
}

/**
 * Who dials or has the customer, and on which phone. `channelId` null: on none, since it is lost, or since their own phone is the customer's
 * side of the call. The one writer of `Call.agentId`, so that the leg and the call agree.
 */
export function setAgent(
  call: Call,
  agentId: string | null,
  channelId: string | null,
  more: Partial<Pick<AgentLeg, 'state' | 'outside'>> = {},
): void {
  call.agentId = agentId;
  removeLeg(call, agentLegOf(call));
  if (channelId !== null) addLeg(call, { role: 'agent', channelId, agentId, state: 'up', deadline: null, outside: null, ...more });
}

/**
 * The customer's side rings, or is there. `agentId`: of one of the house, whose phone it is. Writes `Call.customerChannelId` and
 * `Call.peerAgentId`, so that the leg and the call agree.
 */
export function setCustomer(
  call: Call,
  channelId: string,
  agentId: string | null,
  more: Partial<Pick<CustomerLeg, 'state' | 'trunkId' | 'outside'>> = {},
): void {
  call.customerChannelId = channelId;
  call.peerAgentId = agentId;
  removeLeg(call, customerLegOf(call));
  addLeg(call, { role: 'customer', channelId, agentId, state: 'up', deadline: null, trunkId: null, outside: null, ...more });
}

/** The customer's side; undefined: it is not dialled yet, or has left. */
export const customerLegOf = ({ legs }: Pick<Call, 'legs'>): CustomerLeg | undefined => legs.find((leg) => leg.role === 'customer');

/** The outside numbers of a call. */
export const outsideOf = ({ legs }: Pick<Call, 'legs'>): OutsideAttempt[] =>
  legs.flatMap((leg) => ('outside' in leg && leg.outside ? [leg.outside] : []));

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

/** It has not gone meanwhile. */
export const isOf = ({ legs }: { legs: readonly AnyLeg[] }, leg: AnyLeg): boolean => legs.includes(leg);

/** Over, by the time of the step. */
export const isDue = ({ deadline }: Pick<LegState, 'deadline'>, now: number): boolean => deadline !== null && deadline <= now;

/** Whose phone that is in the call; of an agent with two lines the one of the customer. */
export const legOfAgent = (call: Call, agentId: string): Leg | undefined =>
  legsOf(call).find((leg) => leg.agentId === agentId && leg.role !== 'secondLine');

/** Channels that a call or conference has, or has asked for. A lost phone has none. */
export const channelsOf = (owner: { legs: readonly AnyLeg[] }): string[] =>
  legsOf(owner).flatMap(({ channelId, state }) => (channelId === null || state === 'lost' ? [] : [channelId]));

/** Those of what the network says before an answer, of its consultation and of its supervisors, then its own. */
export function bridgesOf(call: Call): string[] {
  const taps = supervisorsOf(call)
    .filter(({ state }) => state === 'up')
    .map(({ bridgeId }) => bridgeId);
  const early = outsideOf(call).flatMap(({ early }) => (early?.state === 'joined' || early?.state === 'heard' ? [early.bridgeId] : []));
  return [...early, ...taps, secondLineOf(call)?.bridgeId, bridgeOf(call)].flatMap((id) => (id ? [id] : []));
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
