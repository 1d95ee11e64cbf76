import { cause as q850 } from '@zuoxi/ari';
import { mayBeCalledBack } from '../parts/callable.ts';
import { LISTEN, startDialogue } from '../parts/dialogue.ts';
import { attemptFailed, goesOverNextTrunk, otherPartyRings, ringbackOf, stopRingback } from '../parts/other-party.ts';
import { lastWord } from '../parts/send.ts';
import { shipped } from '../parts/spoken.ts';
import { startOutsideLeg } from '../parts/trunks.ts';
import type { Decision } from '../port/decision.ts';
import type { CallbackEnd } from '../port/facts.ts';
import { endCall } from '../rules/end-call.ts';
import { newCall } from '../rules/new-call.ts';
import { enterPhase } from '../rules/phases.ts';
import { leaveQueue } from '../rules/queue-place.ts';
import type { Phase, Step } from '../rules/step.ts';
import type { Call, CallIn } from '../world/call.ts';
import type { Callback } from '../world/callback.ts';
import type { OfferLeg, OverTrunks } from '../world/leg.ts';
import { agentChannelOf, customerLegOf, setAgent, setCustomer } from '../world/legs.ts';
import type { EndReason } from '../world/terms.ts';

// A place in the queue without a caller on the line (PBX-2b). Its age is that of the first call, so that it comes neither
// before nor after those who have waited as long.

/** How long the customer's phone rings, in seconds. */
const CUSTOMER_RING_S = 40;

const GUARD_MS = 5000;

/** An agent who did not take it, or whose phone failed, is no try: it comes round again after this. */
const AGAIN_MS = 5000;

/** The caller wants to be called back. False: they cannot be (hidden number), and are told so. */
export function requestCallback(step: Step, call: Call, queueId: string): boolean {
  const queue = step.directory.queue(queueId);
  if (!queue) return false;
  if (!mayBeCalledBack(call)) {
    startDialogue(step, call, 'waiting', [shipped('callback-not-possible', queue.language)], LISTEN);
    return false;
  }
  const enqueuedAt = call.enqueuedAt ?? step.now;
  leaveQueue(step, call, 'callback');
  const existing = [...step.world.callbacks.values()].find((one) => one.queueId === queueId && one.number === call.customerNumber);
  // Who asks twice has one place, the older one.
  if (!existing) {
    const id = call.id;
    const expiresAt = step.now + queue.callbackExpiryS * 1000;
    step.world.callbacks.set(id, {
      id,
      tenantId: call.tenantId,
      queueId,
      engine: call.engine,
      number: call.customerNumber,
      customerName: call.customerName,
      priority: call.priority,
      skills: call.skills,
      preferredAgentId: call.preferred?.agentId ?? null,
      enqueuedAt,
      requestedAt: step.now,
      expiresAt,
      attempts: 0,
      // Not before they have hung up.
      nextAttemptAt: step.now + AGAIN_MS,
      calls: 0,
      callId: null,
    });
    step.markCallback({ id, queueId });
    step.callFact(call, { type: 'callbackRequested', callbackId: id, queueId, enqueuedAt, expiresAt });
  }
  lastWord(step, call, [shipped('callback-confirm', queue.language)], { reason: 'callbackRequested', endedBy: 'system' });
  return true;
}

/** It is its turn: a ready member's phone is rung, or (customer first) the customer's. */
export function startCallback(step: Step, callback: Callback, agentId: string, decision: Decision): void {
  const queue = step.directory.queue(callback.queueId);
  if (!queue) return endCallback(step, callback, 'cancelled');
  const target = step.directory.outsideTarget(callback.tenantId, callback.number);
  // Also when they have asked not to be called any more meanwhile: the blacklist has no target.
  if (!target) return triedInVain(step, callback);
  callback.calls += 1;
  const callId = callIdOf(callback);
  const customerFirst = queue.callbackMode === 'customerFirst';
  const call = newCall(
    step,
    { id: callId, engine: callback.engine },
    callback.tenantId,
    'autoOutbound',
    customerFirst ? { phase: 'callingBack' } : { phase: 'queued', waiting: null, music: null },
  );
  call.customerNumber = callback.number;
  call.customerName = callback.customerName;
  call.calledNumber = callback.number;
  call.queueId = queue.id;
  call.enqueuedAt = callback.enqueuedAt;
  call.priority = callback.priority;
  call.skills = callback.skills;
  call.callbackId = callback.id;
  callback.callId = callId;
  step.markCallback(callback);
  step.callFact(call, {
    type: 'started',
    callType: 'autoOutbound',
    customerNumber: call.customerNumber,
    calledNumber: call.calledNumber,
    agentId: null,
    queueId: queue.id,
  });
  step.callFact(call, { type: 'callbackTried', callbackId: callback.id, attempt: callback.attempts + 1 });
  if (customerFirst) dialCustomer(step, call, null, null);
  else step.places.offer(step, call, [agentId], decision);
}

/** Agent first: they have picked up, now the customer is dialled. */
export function startCustomer(step: Step, call: Call, offer: Pick<OfferLeg, 'agentId' | 'channelId'>): void {
  setAgent(call, offer.agentId, offer.channelId);
  const language = step.directory.queue(call.queueId ?? '')?.language ?? 'zh';
  step.command(call, {
    do: 'play',
    channelId: offer.channelId,
    playbackId: `${call.id}-callback`,
    media: [shipped('callback-agent', language)],
  });
  enterPhase(step, call, { phase: 'callingBack' }, step.now);
  dialCustomer(step, call, offer.channelId, offer.agentId);
}

function dialCustomer(step: Step, call: Call, originator: string | null, agentId: string | null): void {
  const target = step.directory.outsideTarget(call.tenantId, call.customerNumber);
  call.deadline = step.now + CUSTOMER_RING_S * 1000 + GUARD_MS;
  const early = { isUnanswered: false, ringbackId: ringbackOf(call), ringsAtOnce: false };
  const listener = originator === null ? {} : { listener: { listenerId: originator, ...early } };
  const options = { timeoutS: CUSTOMER_RING_S, originator, formats: ['alaw', 'ulaw'], agentId, madeBy: 'callCentre' as const, ...listener };
  const dialled: OverTrunks = { channelId: null, outside: null };
  // Every line is taken, which is not the customer's doing: it comes round again.
  if (!target || !startOutsideLeg(step, call, dialled, call.customerChannelId, target, options))
    return endCall(step, call, { reason: 'failed', endedBy: 'system' });
  setCustomer(call, call.customerChannelId, null, { state: 'ringing', outside: dialled.outside });
}

/** Customer first: they are there, and wait where they waited before. */
function greet(step: Step, call: Call): void {
  const queue = step.directory.queue(call.queueId ?? '');
  reached(step, call);
  enterPhase(step, call, { phase: 'announcing', next: 'queue' }, step.now + 60_000);
  startDialogue(step, call, 'callbackGreeting', [shipped('callback-customer', queue?.language ?? 'zh')], LISTEN);
}

/** The customer is on the line: the promise is kept. */
function reached(step: Step, call: Call): void {
  const callback = call.callbackId ? step.world.callbacks.get(call.callbackId) : undefined;
  if (callback) endCallback(step, callback, 'done', call);
}

/** Agent first: both are there. */
function customerAnswered(step: Step, call: Call, agentId: string, agentChannelId: string): void {
  reached(step, call);
  stopRingback(step, call);
  step.places.talk(step, call, agentId, agentChannelId);
}

export const callingBack: Phase<CallIn<'callingBack'>> = {
  rings(step, call, leg) {
    if (leg.role === 'customer') otherPartyRings(step, call);
  },
  answered(step, call, leg) {
    const agentChannelId = agentChannelOf(call);
    if (leg.role !== 'customer') return;
    if (!agentChannelId) greet(step, call);
    else if (call.agentId) customerAnswered(step, call, call.agentId, agentChannelId);
  },
  gone(step, call, leg, cause) {
    if (leg.role !== 'customer' || !goesOverNextTrunk(step, call, cause)) attemptFailed(step, call, leg, cause);
  },
  impossible(step, call, leg, reason) {
    if (leg.role === 'customer') endCall(step, call, { reason, endedBy: 'system' });
  },
  timeUp: (step, call) => endCall(step, call, { reason: 'noAnswer', endedBy: 'customer' }),
};

/** The call made for a callback has ended without the customer's having been reached. */
export function callbackCallEnded(step: Step, call: Call, reason: EndReason): void {
  const callback = call.callbackId ? step.world.callbacks.get(call.callbackId) : undefined;
  if (!callback || callback.callId !== call.id) return;
  callback.callId = null;
  step.markCallback(callback);
  // Only a customer who was dialled and not reached is a try: an agent who did not pick up, or thought better of it, is none.
  if (customerLegOf(call) && reason !== 'cancelled' && reason !== 'agentUnreachable') return triedInVain(step, callback, call);
  comesRoundAgain(step, callback, AGAIN_MS, call);
}

function comesRoundAgain(step: Step, callback: Callback, afterMs: number, call?: Call): void {
  callback.nextAttemptAt = step.now + afterMs;
  step.markCallback(callback);
  const { id: callbackId, attempts, nextAttemptAt, tenantId } = callback;
  step.callFact(call ?? { id: callbackId, tenantId }, { type: 'callbackWaits', callbackId, attempts, nextAttemptAt });
}

function triedInVain(step: Step, callback: Callback, call?: Call): void {
  const queue = step.directory.queue(callback.queueId);
  callback.attempts += 1;
  step.markCallback(callback);
  if (!queue || callback.attempts >= queue.callbackAttempts) return endCallback(step, callback, 'failed', call);
  comesRoundAgain(step, callback, queue.callbackRetryS * 1000, call);
}

/** `call`: of whose story it is a part; left out: the one it was asked for in. */
export function endCallback(step: Step, callback: Callback, state: CallbackEnd, call?: Pick<Call, 'id' | 'tenantId'>): void {
  step.world.callbacks.delete(callback.id);
  step.markCallback(callback);
  step.callFact(call ?? { id: callback.id, tenantId: callback.tenantId }, { type: 'callbackEnded', callbackId: callback.id, state });
}

export function callbackTimePassed(step: Step, callback: Callback): void {
  if (callback.callId !== null) return;
  if (callback.expiresAt <= step.now) endCallback(step, callback, 'expired');
  else if (callback.nextAttemptAt <= step.now) step.dirtyQueues.add(callback.queueId);
}

/** By order of a person. */
export function cancelCallback(step: Step, callbackId: string): void {
  const callback = step.world.callbacks.get(callbackId);
  if (!callback) return;
  const call = callback.callId ? step.world.calls.get(callback.callId) : undefined;
  endCallback(step, callback, 'cancelled');
  if (call) endCall(step, call, { reason: 'cancelled', endedBy: 'system', cause: q850.normalClearing });
}

/** A step makes no ids: that of the n-th call for a callback is its own, counted up in its last twelve digits (RFC 9562). */
function callIdOf({ id, calls }: Callback): string {
  const last = id.slice(24);
  if (!/^[0-9a-f]{12}$/.test(last)) return `${id}-callback${calls}`;
  return id.slice(0, 24) + ((Number.parseInt(last, 16) + calls) % 0x1_0000_0000_0000).toString(16).padStart(12, '0');
}
