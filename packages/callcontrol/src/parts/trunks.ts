import { cause as q850 } from '@zuoxi/ari';
import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { OutsideAttempt, OverTrunks } from '../world/leg.ts';
import { customerLegOf, outsideOf } from '../world/legs.ts';
import type { AutomaticDialler, OutsideRoute, OutsideTarget } from '../world/terms.ts';
import type { World } from '../world/world.ts';
import { earlyMediaFor, endEarlyMedia, type Listener } from './early-media.ts';
import { playRingback } from './ringback.ts';

/**
 * A leg to the outside, over the first trunk of its routes that has room; when that trunk cannot carry it, over the next:
 *
 * ```
 *   startOutsideLeg ──► trunk 1 ──(the trunk's fault, before it rang)──► failOver ──► trunk 2 ──► …
 *                          └──(rings, answered, or the callee's own answer)──► whoever started it goes on
 * ```
 * Whoever starts one asks `failOver` first when its channel is gone before the answer; the leg's channel is then the new one.
 */

/** Whose leg it is: a call's, a conference's. */
export type OutsideCaller = Pick<Call, 'id' | 'engine' | 'tenantId'>;

/** How a leg is rung, besides the trunk. */
export interface LegOptions {
  /** Seconds of ringing. */
  timeoutS: number;
  /** Channel it is made for. */
  originator: string | null;
  formats: readonly string[];
  /** Whose call out it is; null: the system's own. */
  agentId: string | null;
  /** Nobody dials it now: it is counted by caps of its own. */
  madeBy?: AutomaticDialler;
  /** Who hears what the network says before the answer. */
  listener?: Listener;
}

const SECOND_MS = 1000;

/** Calls that a trunk carries, both ways: those that came in by it and legs that go out by it, ringing ones too. */
export function channelsInUse(world: World, trunkId: string): number {
  let used = 0;
  for (const call of world.calls.values()) {
    if (customerLegOf(call)?.trunkId === trunkId) used++;
    for (const outside of outsideOf(call)) if (outside.trunkId === trunkId) used++;
  }
  for (const room of world.conferences.values()) for (const { outside } of room.legs) if (outside?.trunkId === trunkId) used++;
  return used;
}

/** Whether one more call in may come by it. */
export function takesCall(step: Step, trunkId: string): boolean {
  const maxChannels = step.directory.trunk(trunkId)?.maxChannels ?? 0;
  return maxChannels === 0 || channelsInUse(step.world, trunkId) < maxChannels;
}

/** Whether one more call out may go by it now. */
function hasRoom(step: Step, trunkId: string): boolean {
  const limits = step.directory.trunk(trunkId);
  if (!limits || !takesCall(step, trunkId)) return false;
  return limits.callsPerSecond === 0 || startsOfLate(step, trunkId).length < limits.callsPerSecond;
}

const startsOfLate = (step: Step, trunkId: string): number[] =>
  (step.world.trunkStarts.get(trunkId) ?? []).filter((at) => step.now - at < SECOND_MS && at <= step.now);

/** Whether any of them has room now. */
export function anyHasRoom(step: Step, routes: readonly OutsideRoute[]): boolean {
  return routes.some(({ trunkId }) => hasRoom(step, trunkId));
}

/** Rings an outside number under `channelId`: the leg's from now on. False: every trunk is full, and nothing was done. */
export function startOutsideLeg(
  step: Step,
  call: OutsideCaller,
  leg: OverTrunks,
  channelId: string,
  target: OutsideTarget,
  options: LegOptions,
): boolean {
  return ringNext(step, call, leg, channelId, { ...target, ...options }, 0);
}

type Plan = Pick<OutsideAttempt, 'number' | 'permissionClass' | 'routes' | 'timeoutS' | 'originator' | 'formats' | 'agentId' | 'madeBy'> &
  Pick<LegOptions, 'listener'>;

function ringNext(step: Step, call: OutsideCaller, leg: OverTrunks, channelId: string, plan: Plan, attemptsMade: number): boolean {
  const index = plan.routes.findIndex(({ trunkId }) => hasRoom(step, trunkId));
  const route = plan.routes[index];
  if (!route) return false;
  const { number, permissionClass, timeoutS, originator, formats, agentId } = plan;
  const { trunkId, dialString, callerId } = route;
  const madeBy = plan.madeBy === undefined ? {} : { madeBy: plan.madeBy };
  const early = plan.listener ? { early: earlyMediaFor(channelId, plan.listener) } : {};
  const attempt = attemptsMade + 1;
  const routes = plan.routes.slice(index + 1);
  leg.channelId = channelId;
  leg.outside = {
    number,
    permissionClass,
    routes,
    timeoutS,
    originator,
    formats,
    agentId,
    ...madeBy,
    trunkId,
    attempt,
    rang: false,
    ...early,
  };
  step.world.trunkStarts.set(trunkId, [...startsOfLate(step, trunkId), step.now]);
  step.callFact(call, { type: 'outsideDialled', agentId, number, trunkId, permissionClass, attempt, ...madeBy });
  step.command(call, {
    do: 'originate',
    channelId,
    endpoint: dialString,
    callerId,
    timeoutS,
    originator,
    formats: originator === null ? formats : [],
    variables: {},
    ...(plan.listener ? { early: true } : {}),
  });
  return true;
}

/**
 * Of a leg whose channel is gone before the answer: rings the next trunk with room under `nextChannelId`, if it was the
 * trunk's fault and there is one. True: the leg goes on there. False: the attempt is over, with that cause.
 */
export function failOver(step: Step, call: OutsideCaller, leg: OverTrunks, cause: number, nextChannelId: string): boolean {
  const { outside } = leg;
  if (!outside) return false;
  const { early: listener } = outside;
  endEarlyMedia(step, call, leg);
  leg.outside = null;
  step.mark(call);
  if (outside.rang || !isTrunksFault(cause)) return false;
  step.callFact(call, { type: 'trunkFailed', trunkId: outside.trunkId, number: outside.number, cause });
  const isRung = ringNext(step, call, leg, nextChannelId, { ...outside, ...(listener ? { listener } : {}) }, outside.attempt);
  // The network had spoken instead of our ringback.
  if (isRung && (listener?.state === 'heard' || listener?.state === 'quiet') && listener.ringsAtOnce && listener.ringbackId !== null) {
    playRingback(step, call, listener.listenerId, listener.ringbackId);
  }
  return isRung;
}

/** It rings: from now on whatever becomes of it is the callee's answer. */
export function outsideLegRings(step: Step, call: OutsideCaller, { outside }: OverTrunks): void {
  if (!outside || outside.rang) return;
  outside.rang = true;
  step.mark(call);
}

/**
 * Whether another trunk may do better. 18 is a carrier that gave no answer at all (a telephone that is not answered has rung
 * before), 20 an engine that knows of no server to send to, 27 is what 502 becomes. Busy, no answer, declined, a number that is none: the next trunk would say the same.
 */
function isTrunksFault(cause: number): boolean {
  switch (cause) {
    case q850.noRouteDestination:
    case q850.noUserResponse:
    case q850.subscriberAbsent:
    case q850.destinationOutOfOrder:
    case q850.congestion:
    case q850.failure:
    case q850.temporaryFailure:
    case q850.switchCongestion:
    case q850.recoveryOnTimer:
    // Our account with that carrier is barred, or its password is another one.
    case q850.outgoingCallBarred:
      return true;
    default:
      return false;
  }
}
