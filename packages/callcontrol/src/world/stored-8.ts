/**
 * Calls and conferences as version 8 has stored them, as far as they differ from those of version 9: the customer's side beside the legs, outside
 * numbers by their channels. Frozen: what becomes of these types later does not change what is in a database.
 */
interface Call8 {
  phase?: unknown;
  customerChannelId?: string;
  customerChannelLive?: boolean;
  peerAgentId?: string | null;
  trunkId?: string | null;
  outsideLegs?: OutsideLegs8;
  legs: readonly Leg8[];
}

interface Leg8 {
  role: string;
  channelId: string | null;
}

interface Conference8 {
  parties: readonly { channelId: string | null }[];
  outsideLegs?: OutsideLegs8;
}

type OutsideLegs8 = Readonly<Record<string, object>>;

const MAY_BE_OUTSIDE: ReadonlySet<string> = new Set(['agent', 'connecting', 'consulted', 'customer', 'transfer']);

export function callFrom8(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { customerChannelLive, trunkId = null, outsideLegs = {}, legs, ...call } = state as Call8;
  const { customerChannelId: channelId = null, peerAgentId: agentId = null, phase } = call;
  const customer = { role: 'customer', channelId, agentId, state: phase === 'dialling' ? 'ringing' : 'up', deadline: null, trunkId };
  const all: readonly Leg8[] = customerChannelLive ? [...legs, customer] : legs;
  return { ...call, legs: all.map((leg) => (MAY_BE_OUTSIDE.has(leg.role) ? { ...leg, outside: outsideFrom8(outsideLegs, leg) } : leg)) };
}

export function conferenceFrom8(state: object): object {
  // As above.
  const { outsideLegs = {}, parties, ...room } = state as Conference8;
  return { ...room, parties: parties.map((party) => ({ ...party, outside: outsideFrom8(outsideLegs, party) })) };
}

const outsideFrom8 = (outsideLegs: OutsideLegs8, { channelId }: { channelId: string | null }): object | null =>
  (channelId === null ? null : outsideLegs[channelId]) ?? null;
