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
