import type { Call } from './call.ts';
import { type ConferenceRoom, isLive } from './conference.ts';
import type { AnyLeg, Leg, PartyLeg } from './leg.ts';
import { hasPlace, type LegOwner } from './legs.ts';
import type { World } from './world.ts';

// Finding by index. What the step under way has marked is looked at as well, since of that the indexes may be out of date; whatever they say
// is asked of the owner itself.

/** Whose channel that is. */
export function legByChannel(world: World, channelId: string): { owner: LegOwner; leg: AnyLeg } | undefined {
  const ofCall = callByChannel(world, channelId);
  if (ofCall) return { owner: ofCall.call, leg: ofCall.leg };
  const ofRoom = partyByChannel(world, channelId);
  return ofRoom && { owner: ofRoom.room, leg: ofRoom.leg };
}

/** Likewise, when it is a call's. */
export function callByChannel({ calls, indexes }: World, channelId: string): { call: Call; leg: Leg } | undefined {
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
  leg: PartyLeg;
}

/** Likewise, when it is a conference's. */
export function partyByChannel({ conferences, indexes }: World, channelId: string): PartyFound | undefined {
  for (const id of ownersToAsk(indexes.byChannel.get(channelId), indexes.pending.conferences)) {
    const room = conferences.get(id);
    const leg = room?.legs.find((one) => one.channelId === channelId);
    if (room && leg) return { room, leg };
  }
  return undefined;
}

/** Where that agent is in a conference, or is rung for one: their activity names it. */
export function partyOfAgent({ agents, conferences }: World, agentId: string): PartyFound | undefined {
  const activity = agents.get(agentId)?.activity;
  const room = activity && 'callId' in activity ? conferences.get(activity.callId) : undefined;
  const leg = room?.legs.find((one) => one.agentId === agentId && isLive(one));
  return room && leg && { room, leg };
}

/** Where the agent's phone was lost and is waited for. */
export function lostPartyOf({ conferences, indexes }: World, agentId: string): PartyFound | undefined {
  for (const id of new Set([...(indexes.lost.get(agentId) ?? []), ...indexes.pending.conferences])) {
    const room = conferences.get(id);
    const leg = room?.legs.find((one) => one.agentId === agentId && !isLive(one));
    if (room && leg) return { room, leg };
  }
  return undefined;
}
