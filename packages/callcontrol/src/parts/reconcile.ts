import { cause as q850 } from '@zuoxi/ari';
import { interrupt } from '../rules/end-call.ts';
import { freeAgentsOfNothing, guarded, type Owner } from '../rules/guard.ts';
import { phaseOf, rulesOf, type Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { ConferenceRoom } from '../world/conference.ts';
import type { AnyLeg, Leg } from '../world/leg.ts';
import { customerLegOf, isOf, type LegOwner, legsOf } from '../world/legs.ts';

/** What has just changed may have a channel that is still being made: it is looked at the next time. */
const SETTLING_MS = 5000;

/**
 * After a reconnect, and every few seconds: what the engine no longer has is over. What it still has goes on. `heardAt`: until when the
 * engine was known to be there; in what is gone nobody has talked since.
 */
export function engineRecovered(s: Step, engine: string, channelIds: ReadonlySet<string>, isBack: boolean, heardAt = s.now): void {
  for (const call of [...s.world.calls.values()]) {
    if (call.engine === engine) guarded(s, ownerCall(call), () => reconcileCall(s, call, channelIds, isBack, heardAt));
  }
  for (const room of [...s.world.conferences.values()]) {
    if (room.engine === engine) guarded(s, ownerRoom(room), () => reconcileRoom(s, room, channelIds, heardAt));
  }
  for (const [channelId, leg] of s.world.endingLegs)
    if (leg.engine === engine && !channelIds.has(channelId)) s.world.endingLegs.delete(channelId);
  freeAgentsOfNothing(s);
}

const ownerCall = (call: Call) => (): Owner => ({ kind: 'call', call });
const ownerRoom = (room: ConferenceRoom) => (): Owner => ({ kind: 'room', room });

function reconcileCall(s: Step, call: Call, channelIds: ReadonlySet<string>, isBack: boolean, heardAt: number): void {
  const customer = customerLegOf(call);
  if (isBack && customer && channelIds.has(customer.channelId)) phaseOf(s, call).engineBack?.(s, call);
  if (!isSettled(s, call.phaseSince)) return;
  reconcileLegs(s, call, inTurn(call), channelIds, heardAt);
}

function reconcileRoom(s: Step, room: ConferenceRoom, channelIds: ReadonlySet<string>, heardAt: number): void {
  reconcileLegs(s, room, room.legs, channelIds, heardAt);
}

function reconcileLegs(s: Step, owner: LegOwner, legs: readonly AnyLeg[], channelIds: ReadonlySet<string>, heardAt: number): void {
  for (const leg of legs) {
    if (!s.world.calls.has(owner.id) && !s.world.conferences.has(owner.id)) return;
    if (isMissing(s, leg, channelIds) && isOf(owner, leg)) legMissing(s, owner, leg, heardAt);
  }
}

const isSettled = (s: Step, since: number): boolean => s.now - since >= SETTLING_MS;

/** There was one, and the engine does not have it any more. */
const isMissing = (s: Step, leg: AnyLeg, channelIds: ReadonlySet<string>): boolean =>
  leg.channelId !== null && leg.state !== 'lost' && !channelIds.has(leg.channelId) && (!('since' in leg) || isSettled(s, leg.since));

/** Phones that ring for a caller come after that caller: when the engine was started again nothing of the call is left, and no agent has missed it. */
function inTurn(call: Call): Leg[] {
  const ringsForCaller = ({ role }: Leg) => role === 'offer' || role === 'connecting';
  const legs = legsOf(call);
  return [...legs.filter((leg) => !ringsForCaller(leg)), ...legs.filter(ringsForCaller)];
}

function legMissing(s: Step, owner: LegOwner, leg: AnyLeg, heardAt: number): void {
  const { missing, gone } = rulesOf(s, leg.role);
  if (missing) missing(s, owner, leg, heardAt);
  else gone(s, owner, leg, q850.noAnswer);
}

/**
 * The engine has been away for too long: its calls are over, and whoever was in them is free. The commands that hang up what may be left of
 * them wait for the engine.
 */
export function engineLost(s: Step, engine: string, heardAt: number): void {
  for (const call of [...s.world.calls.values()])
    if (call.engine === engine) guarded(s, ownerCall(call), () => interrupt(s, call, heardAt));
  for (const room of [...s.world.conferences.values()])
    if (room.engine === engine) guarded(s, ownerRoom(room), () => s.places.roomEnds(s, room));
  freeAgentsOfNothing(s);
}
