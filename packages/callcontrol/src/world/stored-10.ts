/**
 * Conferences as version 10 has stored them, as far as they differ from those of version 11: a party and its phone in one. Frozen: what
 * becomes of these types later does not change what is in a database.
 */
interface Conference10 {
  legs: number;
  parties: readonly Party10[];
}

interface Party10 {
  id: string;
  agentId: string | null;
  name: string | null;
  number: string;
  state: 'ringing' | 'joined' | 'left' | 'lost' | 'declined';
  returning: boolean;
  channelId: string | null;
  outside: object | null;
  muted: boolean;
  talking: boolean;
  since: number;
  joinedAt: number | null;
  leftAt: number | null;
}

const LONGEST_RING_MS = 50_000;
const LONGEST_ABSENCE_MS = 45_000;

export function conferenceFrom10(state: object): object {
  // Written by the program of that version from its own types; what is missing here makes a row that cannot be read.
  const { legs: legCount, parties, ...room } = state as Conference10;
  return { ...room, legCount, parties: parties.map(seatFrom10), legs: parties.flatMap(legFrom10) };
}

const isWaitedFor = ({ state, agentId }: Party10): boolean => state === 'lost' && agentId !== null;

function seatFrom10(party: Party10): object {
  const { id, agentId, name, number, joinedAt, leftAt, state: how, since: at } = party;
  const hasPhone = how === 'ringing' || how === 'joined' || isWaitedFor(party);
  return { id, agentId, name, number, joinedAt, leftAt, ended: hasPhone ? null : { how, at } };
}

function legFrom10(party: Party10): object[] {
  const { id: partyId, agentId, channelId, outside, muted, talking, returning, since, state } = party;
  const leg = { role: 'party', partyId, agentId, channelId, outside, muted, talking, returning, since };
  if (state === 'ringing') return [{ ...leg, state, deadline: since + LONGEST_RING_MS }];
  if (state === 'joined') return [{ ...leg, state: 'up', deadline: null }];
  // Of one who is gone for longer it is over at once.
  return isWaitedFor(party) ? [{ ...leg, state: 'lost', deadline: since + LONGEST_ABSENCE_MS }] : [];
}
