import type { World } from '../src/testing.ts';
import { customerLegOf, dueOfCallback, dueOfRoom, legByChannel, nextDeadline, reindex } from '../src/testing.ts';
import { channelsOfCall, dueOf, picture } from './world-view.ts';

/** What is wrong with the indexes, as sentences. */
export function faultsOf(world: World): string[] {
  return [...wrongDeadline(world), ...wrongChannels(world), ...wrongQueues(world), ...notAsNew(world)];
}

function wrongDeadline(world: World): string[] {
  const { tickedAt } = world.indexes.due;
  const due = [
    ...[...world.calls.values()].map(dueOf),
    ...[...world.conferences.values()].map(dueOfRoom),
    ...[...world.agents.values()].map(({ activity }) => (activity.kind === 'wrapUp' ? activity.endsAt : undefined)),
    ...[...world.callbacks.values()].map((callback) => dueOfCallback(callback, tickedAt)),
  ].filter((at) => at !== undefined);
  const expected = due.length === 0 ? undefined : Math.min(...due);
  const first = nextDeadline(world, new Set());
  return first === expected ? [] : [`next deadline ${first}, by a scan ${expected}`];
}

function wrongChannels(world: World): string[] {
  const owners = new Map<string, string>();
  for (const call of world.calls.values()) {
    for (const channelId of channelsOfCall(call)) owners.set(channelId, call.id);
    // Not dialled yet.
    if (!customerLegOf(call)) owners.delete(call.customerChannelId);
  }
  for (const room of world.conferences.values())
    for (const { channelId } of room.legs) if (channelId !== null) owners.set(channelId, room.id);
  const found = (channelId: string) => legByChannel(world, channelId)?.owner.id;
  const missed = [...owners].filter(([channelId, owner]) => found(channelId) !== owner).map(([channelId]) => `${channelId} is not found`);
  const stale = [...world.indexes.byChannel.keys()].filter((id) => !owners.has(id)).map((id) => `${id} is nobody's any more`);
  return [...missed, ...stale];
}

function wrongQueues({ calls, indexes }: World): string[] {
  const scanned = new Set<string>();
  for (const call of calls.values()) {
    const { id, queueId } = call;
    const { phase, waiting } = picture(call);
    if (queueId === null) continue;
    scanned.add(`${queueId} has ${id}`);
    if (waiting !== null || phase === 'queued' || phase === 'ringing') scanned.add(`in ${queueId} waits ${id}`);
  }
  const indexed = new Set<string>();
  for (const [queueId, ids] of indexes.byQueue) for (const id of ids) indexed.add(`${queueId} has ${id}`);
  for (const [queueId, ids] of indexes.waiting) for (const id of ids) indexed.add(`in ${queueId} waits ${id}`);
  return [
    ...[...scanned].filter((one) => !indexed.has(one)),
    ...[...indexed].filter((one) => !scanned.has(one)).map((one) => `not: ${one}`),
  ];
}

/** Made anew from the world they are the same. */
function notAsNew(world: World): string[] {
  const anew = structuredClone(world);
  reindex(anew);
  const ofIndexes = ({ byChannel, byQueue, waiting, lost, entries, due }: World['indexes']) => {
    const sets = (index: ReadonlyMap<string, ReadonlySet<string>>) => [...index].map(([id, ids]) => [id, [...ids].sort()]).sort();
    const maps = [byChannel, entries.calls, entries.conferences, ...Object.values(due.at)].map((one) => [...one].sort());
    return JSON.stringify([maps, sets(byQueue), sets(waiting), sets(lost)]);
  };
  const [is, was] = [ofIndexes(anew.indexes), ofIndexes(world.indexes)];
  return is === was ? [] : [`${was} should be ${is}`];
}
