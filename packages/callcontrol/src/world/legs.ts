import type { Call } from './call.ts';
import { type ConferenceParty, type ConferenceRoom, isLive } from './conference.ts';
import type { Offer, Supervision } from './leg.ts';
import type { World } from './world.ts';

// Whose channel that is.

type Found = { call: Call } & (
  | { role: 'customer' | 'agent' | 'transfer' | 'connecting' | 'consulted' | 'ownLine' | 'returning' }
  | { role: 'offer'; offer: Offer }
  | { role: 'supervisor'; supervision: Supervision }
);

export function findByChannel({ world }: { world: World }, channelId: string): Found | undefined {
  for (const call of world.calls.values()) {
    if (call.customerChannelId === channelId && call.customerLeftAt === null) return { call, role: 'customer' };
    if (call.agentChannelId === channelId) return { call, role: 'agent' };
    for (const offer of call.offers) if (offer.channelId === channelId) return { call, role: 'offer', offer };
    if (call.transfer?.channelId === channelId) return { call, role: 'transfer' };
    if (call.connecting?.channelId === channelId) return { call, role: 'connecting' };
    if (call.consult?.channelId === channelId) return { call, role: 'consulted' };
    if (call.consult?.own?.channelId === channelId) return { call, role: 'ownLine' };
    if (call.absence?.channelId === channelId) return { call, role: 'returning' };
    for (const supervision of call.supervisions) if (supervision.channelId === channelId) return { call, role: 'supervisor', supervision };
  }
  return undefined;
}

/** Channels that a call has, or has asked for. A lost phone has none. */
export function channelsOf(call: Call): string[] {
  const { transfer, connecting, consult, absence } = call;
  const rings = <T extends { channelId: string; lostAt?: number }>(one: T) => one.lostAt === undefined;
  const ids = [
    ...call.offers.filter(rings).map(({ channelId }) => channelId),
    connecting && rings(connecting) ? connecting.channelId : null,
    transfer?.channelId,
    consult?.channelId,
    consult?.own?.channelId,
    absence?.channelId,
    ...call.supervisions.filter((one) => !one.isAway).map(({ channelId }) => channelId),
    call.customerChannelLive ? call.customerChannelId : null,
    call.agentChannelId,
  ];
  return ids.flatMap((id) => (id ? [id] : []));
}

export function bridgesOf(call: Call): string[] {
  const taps = call.supervisions.filter(({ snoopId }) => snoopId !== null).map(({ bridgeId }) => bridgeId);
  return [...taps, call.consult?.own?.bridgeId, call.bridgeId].flatMap((id) => (id ? [id] : []));
}

/** Agents who have to do with a call, whatever it is. */
export function agentsOf(call: Call): string[] {
  const ids = [
    call.agentId,
    call.peerAgentId,
    ...call.offers.map(({ agentId }) => agentId),
    call.transfer?.agentId,
    call.connecting?.agentId,
    call.consult?.agentId,
    ...call.supervisions.map(({ supervisorId }) => supervisorId),
  ];
  return ids.flatMap((id) => (id ? [id] : []));
}

export interface PartyFound {
  room: ConferenceRoom;
  party: ConferenceParty;
}

export function partyByChannel(world: World, channelId: string): PartyFound | undefined {
  return findParty(world, (party) => party.channelId === channelId);
}

/** Where that agent is in a conference, or is rung for one. */
export function partyOfAgent(world: World, agentId: string): PartyFound | undefined {
  return findParty(world, (party) => party.agentId === agentId && isLive(party));
}

/** Where his phone was lost and he has not been back since. */
export function lostPartyOf(world: World, agentId: string): PartyFound | undefined {
  return findParty(world, (party) => party.agentId === agentId && party.state === 'lost');
}

function findParty(world: World, matches: (party: ConferenceParty) => boolean): PartyFound | undefined {
  for (const room of world.conferences.values()) {
    const party = room.parties.find(matches);
    if (party) return { room, party };
  }
  return undefined;
}
