import type { Call } from './call.ts';
import { type ConferenceRoom, isLive } from './conference.ts';
import { dueOfAgent, dueOfCall, dueOfCallback, dueOfRoom } from './due.ts';
import { setDue } from './due-queue.ts';
import { type CallEntry, noIndexes, type RoomEntry } from './indexes.ts';
import { type Marks, noMarks } from './kinds.ts';
import type { AnyLeg } from './leg.ts';
import { hasPlace } from './legs.ts';
import type { World } from './world.ts';

/** Makes the indexes of a world anew, from nothing but the world. */
export function reindex(world: World): void {
  const { tickedAt } = world.indexes.due;
  Object.assign(world.indexes, noIndexes());
  world.indexes.due.tickedAt = tickedAt;
  for (const id of world.calls.keys()) indexCall(world, id, ignore);
  for (const id of world.conferences.keys()) indexRoom(world, id);
  for (const id of world.agents.keys()) indexAgent(world, id);
  for (const id of world.callbacks.keys()) indexCallback(world, id);
}

const ignore = () => {};

/**
 * The step is over: what it has marked, and what a tick has looked at, stands in the indexes as it is now. `figuresOf` is told each queue
 * whose callers may be others.
 */
export function settle(world: World, figuresOf: (queueId: string) => void = ignore): void {
  const { indexes } = world;
  const { pending, due } = indexes;
  const { taken } = due;
  indexes.pending = noMarks();
  due.taken = [];
  for (const id of pending.calls) indexCall(world, id, figuresOf);
  for (const id of pending.conferences) indexRoom(world, id);
  for (const id of pending.agents) indexAgent(world, id);
  for (const id of pending.callbacks) indexCallback(world, id);
  for (const { kind, id } of taken) {
    if (pending[kind].has(id)) continue;
    if (kind === 'calls') indexCall(world, id, figuresOf);
    else if (kind === 'conferences') indexRoom(world, id);
    else if (kind === 'agents') indexAgent(world, id);
    else indexCallback(world, id);
  }
}

export const hasMarks = ({ calls, conferences, agents, callbacks }: Marks): boolean =>
  calls.size + conferences.size + agents.size + callbacks.size > 0;

function indexAgent({ agents, indexes }: World, id: string): void {
  const agent = agents.get(id);
  setDue(indexes.due, 'agents', id, agent && dueOfAgent(agent));
}

function indexCallback({ callbacks, indexes: { due } }: World, id: string): void {
  const callback = callbacks.get(id);
  setDue(due, 'callbacks', id, callback && dueOfCallback(callback, due.tickedAt));
}

function indexRoom({ conferences, indexes }: World, id: string): void {
  const room = conferences.get(id);
  const { entries, byChannel, lost, due } = indexes;
  const before = entries.conferences.get(id) ?? NO_ROOM;
  const after = room ? roomEntryOf(room) : NO_ROOM;
  indexChannels(byChannel, id, before.channelIds, after.channelIds);
  for (const agentId of before.lostAgentIds) if (!after.lostAgentIds.includes(agentId)) indexMember(lost, id, agentId, null);
  for (const agentId of after.lostAgentIds) if (!before.lostAgentIds.includes(agentId)) indexMember(lost, id, null, agentId);
  if (room) entries.conferences.set(id, after);
  else entries.conferences.delete(id);
  setDue(due, 'conferences', id, room && dueOfRoom(room), room?.engine);
}

const NO_ROOM: RoomEntry = { channelIds: [], lostAgentIds: [] };

const roomEntryOf = ({ legs }: ConferenceRoom): RoomEntry => ({
  channelIds: channelIdsOf(legs),
  lostAgentIds: legs.flatMap((leg) => (isLive(leg) || leg.agentId === null ? [] : [leg.agentId])),
});

const channelIdsOf = (legs: readonly AnyLeg[]): string[] => legs.flatMap(({ channelId }) => (channelId === null ? [] : [channelId]));

function indexCall({ calls, indexes }: World, id: string, figuresOf: (queueId: string) => void): void {
  const call = calls.get(id);
  const { entries, byChannel, byQueue, waiting, due } = indexes;
  const before = entries.calls.get(id);
  if (!call && !before) return;
  const after = call && entryOf(call);
  indexChannels(byChannel, id, before?.channelIds ?? [], after?.channelIds ?? []);
  indexMember(byQueue, id, before?.queueId, after?.queueId);
  indexMember(waiting, id, before?.waits ? before.queueId : null, after?.waits ? after.queueId : null);
  for (const queueId of new Set([before?.queueId, after?.queueId])) if (queueId) figuresOf(queueId);
  if (after) entries.calls.set(id, after);
  else entries.calls.delete(id);
  setDue(due, 'calls', id, call && dueOfCall(call), call?.engine);
}

function entryOf(call: Call): CallEntry {
  return { channelIds: channelIdsOf(call.legs), queueId: call.queueId, waits: hasPlace(call) };
}

function indexChannels(byChannel: Map<string, string>, id: string, before: readonly string[], after: readonly string[]): void {
  // One that is another's meanwhile is left alone.
  for (const channelId of before) if (!after.includes(channelId) && byChannel.get(channelId) === id) byChannel.delete(channelId);
  for (const channelId of after) byChannel.set(channelId, id);
}

function indexMember(
  index: Map<string, Set<string>>,
  id: string,
  before: string | null | undefined,
  after: string | null | undefined,
): void {
  if (before === after) return;
  if (before) {
    const members = index.get(before);
    members?.delete(id);
    if (members?.size === 0) index.delete(before);
  }
  if (!after) return;
  const members = index.get(after);
  if (members) members.add(id);
  else index.set(after, new Set([id]));
}
