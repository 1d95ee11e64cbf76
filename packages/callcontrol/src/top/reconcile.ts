import { cause as q850 } from '@zuoxi/ari';
import { endCall } from '../rules/end-call.ts';
import { freeAgentsOfNothing, guarded, type Owner } from '../rules/guard.ts';
import type { Step } from '../rules/step.ts';
import { endRoom, reconcileRoom } from '../stories/conference/parties.ts';
import { connectFailed } from '../stories/connect.ts';
import { resumeFlow } from '../stories/flow/flow.ts';
import { offerFailed } from '../stories/queue/offer.ts';
import { agentLost, returnFailed } from '../stories/talk/absence.ts';
import { consultedGone, endConsult } from '../stories/talk/consult.ts';
import { endSupervision } from '../stories/talk/supervision.ts';
import { transferFailed, transferorLeft } from '../stories/talk/transfer.ts';
import type { Call } from '../world/call.ts';
import type { ConferenceRoom } from '../world/conference.ts';
import {
  agentChannelOf,
  connectingOf,
  consultedOf,
  customerLegOf,
  offersOf,
  returningOf,
  secondLineOf,
  supervisorsOf,
  transferOf,
} from '../world/legs.ts';

/** A call that has just changed may have a channel that is still being made: it is looked at the next time. */
const SETTLING_MS = 5000;

/**
 * After a reconnect, and every few seconds: what the engine no longer has is over. What it still has goes on. `lastHeardAt`: until when the
 * engine was known to be there; in what is gone nobody has talked since.
 */
export function engineRecovered(s: Step, engine: string, channelIds: ReadonlySet<string>, isBack: boolean, lastHeardAt = s.now): void {
  for (const call of [...s.world.calls.values()]) {
    if (call.engine === engine) guarded(s, ownerCall(call), () => reconcileCall(s, call, channelIds, isBack, lastHeardAt));
  }
  for (const room of [...s.world.conferences.values()]) {
    if (room.engine === engine) guarded(s, ownerRoom(room), () => reconcileRoom(s, room, channelIds, SETTLING_MS));
  }
  for (const [channelId, leg] of s.world.endingLegs)
    if (leg.engine === engine && !channelIds.has(channelId)) s.world.endingLegs.delete(channelId);
  freeAgentsOfNothing(s);
}

const ownerCall = (call: Call) => (): Owner => ({ kind: 'call', call });
const ownerRoom = (room: ConferenceRoom) => (): Owner => ({ kind: 'room', room });

function reconcileCall(s: Step, call: Call, channelIds: ReadonlySet<string>, isBack: boolean, lastHeardAt: number): void {
  // A key that was not heard must not make a wrong number of the right one: the caller is asked again.
  if (isBack && call.phase === 'flow' && channelIds.has(call.customerChannelId)) resumeFlow(s, call);
  if (s.now - call.phaseSince < SETTLING_MS) return;
  const transfer = transferOf(call);
  if (transfer && !channelIds.has(transfer.channelId)) transferFailed(s, call, q850.noAnswer);
  if (transferOf(call) && isMissing(agentChannelOf(call), channelIds)) transferorLeft(s, call);
  missingOthers(s, call, channelIds);
  if (s.world.calls.get(call.id) !== call) return;
  const agentGone = isMissing(agentChannelOf(call), channelIds);
  const customerId = customerLegOf(call)?.channelId ?? null;
  const customerThere = customerId !== null && channelIds.has(customerId);
  if (call.phase === 'talking' && agentGone && customerThere && !transferOf(call)) agentLost(s, call);
  const gone = [customerId, agentChannelOf(call)].find((id) => isMissing(id, channelIds));
  // The caller first: when the engine was started again nothing of the call is left, and the agent missed nothing.
  if (gone) {
    endAsOf(s, call, lastHeardAt, gone);
  } else {
    for (const offer of offersOf(call))
      if (offer.state === 'ringing' && !channelIds.has(offer.channelId)) offerFailed(s, call, offer, q850.noAnswer);
    const connecting = connectingOf(call);
    if (connecting?.state === 'ringing' && !channelIds.has(connecting.channelId)) connectFailed(s, call, q850.noAnswer);
  }
}

/** There was one, and the engine does not have it any more. */
const isMissing = (channelId: string | null, channelIds: ReadonlySet<string>): boolean => channelId !== null && !channelIds.has(channelId);

/**
 * The engine has been away for too long: its calls are over, and whoever was in them is free. The commands that hang up what may be left of
 * them wait for the engine.
 */
export function engineLost(s: Step, engine: string, lastHeardAt: number): void {
  for (const call of [...s.world.calls.values()])
    if (call.engine === engine) guarded(s, ownerCall(call), () => endAsOf(s, call, lastHeardAt));
  for (const room of [...s.world.conferences.values()]) if (room.engine === engine) guarded(s, ownerRoom(room), () => endRoom(s, room));
  freeAgentsOfNothing(s);
}

/** The call ended when it was last heard of, or in its present phase: time in which the engine was away is not talk. */
function endAsOf(s: Step, call: Call, lastHeardAt: number, goneChannelId?: string): void {
  s.at = Math.min(s.now, Math.max(lastHeardAt, call.phaseSince));
  try {
    endCall(s, call, { reason: 'interrupted', endedBy: 'system', ...(goneChannelId === undefined ? {} : { goneChannelId }) });
  } finally {
    s.at = s.now;
  }
}

/** Whoever else has to do with it and is not in the engine any more. */
function missingOthers(s: Step, call: Call, channelIds: ReadonlySet<string>): void {
  const returning = returningOf(call);
  const consult = consultedOf(call);
  const secondLine = secondLineOf(call);
  const isSettled = (since: number) => s.now - since >= SETTLING_MS;
  if (consult && isSettled(consult.since) && !channelIds.has(consult.channelId)) consultedGone(s, call, q850.noAnswer);
  else if (secondLine && !channelIds.has(secondLine.channelId)) endConsult(s, call, 'cancelled', secondLine.channelId);
  if (returning && isSettled(returning.since) && isMissing(returning.channelId, channelIds)) returnFailed(s, call, q850.noAnswer);
  for (const one of supervisorsOf(call))
    if (one.state !== 'lost' && isSettled(one.since) && !channelIds.has(one.channelId)) endSupervision(s, call, one, one.channelId);
}
