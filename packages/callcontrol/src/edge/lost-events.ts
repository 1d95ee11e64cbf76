import type { CallPhase } from '../world/call.ts';
import { connectingOf, consultedOf, offersOf, returningOf, supervisorsOf, transferOf } from '../world/legs.ts';
import { GUARD_MS, LOST_PHONE_MS, RING_S } from '../world/limits.ts';
import { reindex } from '../world/reindex.ts';
import { placeOf } from '../world/states.ts';
import type { World } from '../world/world.ts';

// An engine keeps no events, or not for long, while nobody listens: what call control waits for may have happened unheard.

/**
 * Playbacks whose end a call waits for. Those of a caller who is not among `channelIds` are left out: he has hung up, and a
 * greeting cut short is not a greeting heard.
 */
export function awaitedPlaybacks(world: World, engine: string, channelIds: ReadonlySet<string>): string[] {
  const ids: string[] = [];
  for (const call of world.calls.values()) {
    if (call.engine !== engine || !channelIds.has(call.customerChannelId)) continue;
    const music = placeOf(call)?.music;
    if (call.dialogue?.state === 'playing') ids.push(call.dialogue.playbackId);
    if (music?.playbackId) ids.push(music.playbackId);
  }
  return ids;
}

/** Recordings that have not been reported as finished; `overdue`: only those whose call has ended. */
export function awaitedRecordings(world: World, engine: string, which: 'all' | 'overdue'): string[] {
  const names: string[] = [];
  for (const [name, recording] of world.recordings) {
    if (recording.engine === engine && (which === 'all' || !isGoingOn(world, recording.callId))) names.push(name);
  }
  return names;
}

const isGoingOn = (world: World, id: string): boolean => world.calls.has(id) || world.conferences.has(id);

/** Phases in which the deadline is somebody's time to pick up. A caller's longest wait goes on, engine or no engine. */
const PICKING_UP: ReadonlySet<CallPhase> = new Set(['ringing', 'connecting', 'callingAgent', 'dialling', 'ownPhone', 'callingBack']);

/** So long a transfer or a consultation rings; it began that much before its deadline. */
const LONGEST_RING_MS = RING_S * 1000 + GUARD_MS;

/** That engine was away from `since` until `now`: nobody is blamed for not having answered in that time. */
export function allowForAbsence(world: World, engine: string, since: number, now: number): void {
  for (const call of world.calls.values()) {
    if (call.engine !== engine) continue;
    const awayFor = (began: number) => now - Math.max(since, Math.min(began, now));
    if (PICKING_UP.has(call.state.phase)) call.deadline += awayFor(call.phaseSince);
    const returning = returningOf(call);
    const connecting = connectingOf(call);
    const consult = consultedOf(call);
    const transfer = transferOf(call);
    if (transfer) transfer.deadline += awayFor(transfer.deadline - LONGEST_RING_MS);
    if (consult && consult.deadline !== null) consult.deadline += awayFor(consult.deadline - LONGEST_RING_MS);
    if (returning) {
      const ms = awayFor(returning.since);
      returning.since += ms;
      returning.deadline += ms;
    }
    for (const leg of supervisorsOf(call)) {
      if (leg.deadline === null) continue;
      const ms = awayFor(leg.since);
      leg.since += ms;
      leg.deadline += ms;
    }
    for (const lost of [...offersOf(call), ...(connecting ? [connecting] : [])])
      if (lost.deadline !== null) lost.deadline += awayFor(lost.deadline - LOST_PHONE_MS);
  }
  for (const room of world.conferences.values()) {
    if (room.engine !== engine) continue;
    for (const leg of room.legs) {
      if (leg.state !== 'ringing' || leg.deadline === null) continue;
      const ms = now - Math.max(since, Math.min(leg.since, now));
      leg.since += ms;
      leg.deadline += ms;
    }
  }
  reindex(world);
}
