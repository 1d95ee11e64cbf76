import type { Call } from './call.ts';
import { type ConferenceParty, type ConferenceRoom, isLive } from './conference.ts';
import type { Leg } from './leg.ts';
import { hasPlace } from './legs.ts';
import type { World } from './world.ts';

// Finding by index. What the step under way has marked is looked at as well, since of that the indexes may be out of date; whatever they say
// is asked of the owner itself.

/** Of a call: whose channel that is. */
export function legByChannel({ calls, indexes }: World, channelId: string): { call: Call; leg: Leg } | undefined {
  for (const id of ownersToAsk(indexes.byChannel.get(channelId), indexes.pending.calls)) {
    const call = calls.get(id);
    const leg = call?.legs.find((one) => one.channelId === channelId);
    if (call && leg) return { call, leg };
  }
  return undefined;
}

function* ownersToAsk(known: string | undefined, pending: ReadonlySet<string>): Iterable<string> {
  if (known !== undefined) yield known;
  yield* pending;
}

/** A sound that a call plays, or a message that is recorded in it, is called after it: see `startDialogue`. */
export const callOfSound = ({ calls }: World, name: string): Call | undefined => calls.get(name.replace(/-[pv]\d+$/, ''));

/** Callers who have a place in the queue on the line: they wait, or phones ring for them. */
export function callersIn({ calls, indexes: { waiting, pending } }: World, queueId: string): Call[] {
  return found(calls, waiting.get(queueId), pending.calls, (call) => call.queueId === queueId && hasPlace(call));
}

/** All calls of the queue, whatever they are doing. */
export function callsOf({ calls, indexes: { byQueue, pending } }: World, queueId: string): Call[] {
  return found(calls, byQueue.get(queueId), pending.calls, (call) => call.queueId === queueId);
}

function found(
  calls: ReadonlyMap<string, Call>,
  indexed: ReadonlySet<string> = new Set(),
  pending: ReadonlySet<string>,
  belongs: (call: Call) => boolean,
): Call[] {
  const result: Call[] = [];
  const consider = (id: string) => {
    const call = calls.get(id);
    if (call && belongs(call)) result.push(call);
  };
  for (const id of indexed) consider(id);
  for (const id of pending) if (!indexed.has(id)) consider(id);
  return result;
}

export interface PartyFound {
  room: ConferenceRoom;
  party: ConferenceParty;
}

/** Of a conference: whose channel that is. */
export function partyByChannel(world: World, channelId: string): PartyFound | undefined {
  const { conferences, indexes } = world;
  for (const id of ownersToAsk(indexes.byChannel.get(channelId), indexes.pending.conferences)) {
    const room = conferences.get(id);
    const party = room?.parties.find((one) => one.channelId === channelId);
    if (room && party) return { room, party };
  }
  return undefined;
}

/** Where that agent is in a conference, or is rung for one. */
export function partyOfAgent(world: World, agentId: string): PartyFound | undefined {
  return findParty(world, (party) => party.agentId === agentId && isLive(party));
}

/** Where the agent's phone was lost and they have not been back since. */
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
