import type { Agent } from './agent.ts';
import type { Call } from './call.ts';
import type { Callback } from './callback.ts';
import type { ConferenceRoom } from './conference.ts';
import { LONGEST_TALK_MS } from './limits.ts';

// The earliest moment at which time alone changes something; undefined: never.

/** Of a call: its own deadline, its sound's, what it waits for in a queue, and each of its phones'. */
export function dueOfCall(call: Call): number {
  let due = call.deadline;
  const consider = (at: number | null | undefined) => {
    if (typeof at === 'number' && at < due) due = at;
  };
  consider(call.dialogue?.deadline);
  consider(dueOfWaiting(call));
  for (const leg of call.legs) {
    consider(leg.deadline);
    if ('outside' in leg) consider(leg.outside?.early?.quietAt);
  }
  return due;
}

/** The caller is to be told something, or a match may come about by itself. */
function dueOfWaiting(call: Call): number | undefined {
  const { state } = call;
  if (state.phase !== 'queued' || !state.waiting) return undefined;
  const { waiting } = state;
  let at: number | undefined;
  // While one sound plays the others wait; a match does not.
  const times = call.dialogue ? [waiting.wakeAt] : [waiting.wakeAt, waiting.announceAt, waiting.periodicAt, waiting.offerAt];
  for (const time of times) if (time !== null && (at === undefined || time < at)) at = time;
  return at;
}

export const dueOfAgent = ({ activity }: Agent): number | undefined => (activity.kind === 'wrapUp' ? activity.endsAt : undefined);

/** The next try, or the end of its time; none while a call is under way. `tickedAt`: a try of before has had its turn. */
export function dueOfCallback(callback: Callback, tickedAt: number): number | undefined {
  if (callback.callId !== null) return undefined;
  return callback.nextAttemptAt > tickedAt ? Math.min(callback.nextAttemptAt, callback.expiresAt) : callback.expiresAt;
}

/** The longest time of a conference, or until one of its phones must have been picked up, or be there again. */
export function dueOfRoom(room: ConferenceRoom): number {
  let due = room.startedAt + LONGEST_TALK_MS;
  for (const { deadline } of room.legs) if (deadline !== null && deadline < due) due = deadline;
  return due;
}
