import { cause as q850 } from '@zuoxi/ari';
import { agentOf, setReady } from './agent-state.ts';
import { closeOffer, endCall } from './end-call.ts';
import { type OfferOutcome, systemReason } from './facts.ts';
import type { Input } from './inputs.ts';
import { newCall } from './new-call.ts';
import { dialFromPhone } from './outbound.ts';
import type { Step } from './step-context.ts';
import { startTalking } from './talk.ts';
import { type Call, enterPhase } from './world.ts';

/** A greeting that never ends must not hold a caller. */
const GREETING_LIMIT_MS = 60_000;
const ANNOUNCEMENT_LIMIT_MS = 30_000;

type Arrival = Extract<Input, { type: 'callArrived' }>;

/** A channel came in: from a trunk to a queue, or from an extension to whatever was dialled. */
export function callArrived(step: Step, input: Arrival): void {
  const owner = step.directory.endpoint(input.endpoint);
  if (!owner) {
    step.command({ id: input.callId, engine: input.engine }, { do: 'hangup', channelId: input.channelId, reason: 'unallocated' });
    return;
  }
  if (owner.kind === 'extension') {
    dialFromPhone(step, input, owner.agentId);
    return;
  }
  const route = step.directory.inboundRoute(owner.tenantId, input.calledNumber, input.callerNumber, step.now);
  const queue = route?.destination.kind === 'queue' ? step.directory.queue(route.destination.queueId) : undefined;
  const call = newCall(step, { id: input.callId, engine: input.engine }, owner.tenantId, 'inbound', 'greeting');
  call.customerChannelId = input.channelId;
  call.customerChannelLive = true;
  call.trunkId = owner.trunkId;
  call.customerNumber = input.callerNumber;
  call.customerName = step.directory.customerName(owner.tenantId, input.callerNumber) ?? (input.callerName || null);
  call.calledNumber = input.calledNumber;
  call.queueId = queue?.id ?? null;
  call.deadline = step.now + GREETING_LIMIT_MS;
  step.callFact(call, {
    type: 'started',
    callType: 'inbound',
    customerNumber: call.customerNumber,
    calledNumber: call.calledNumber,
    agentId: null,
    queueId: call.queueId,
  });
  if (!queue) {
    endCall(step, call, { reason: 'noSuchNumber', endedBy: 'system' });
    return;
  }
  step.command(call, { do: 'answer', channelId: input.channelId });
  step.command(call, {
    do: 'play',
    channelId: input.channelId,
    playbackId: greetingPlaybackId(call),
    media: [queue.prompts.greeting],
  });
}

export const greetingPlaybackId = (call: Pick<Call, 'id'>) => `${call.id}-greeting`;
export const maxWaitPlaybackId = (call: Pick<Call, 'id'>) => `${call.id}-maxwait`;

/** The greeting is over: wait with music until a member is free. */
export function enqueue(step: Step, call: Call): void {
  const queue = step.directory.queue(call.queueId ?? '');
  if (!queue) {
    endCall(step, call, { reason: 'failed', endedBy: 'system' });
    return;
  }
  call.enqueuedAt = step.now;
  enterPhase(call, 'queued', step.now, step.now + queue.maxWaitS * 1000);
  step.command(call, { do: 'startMusic', channelId: call.customerChannelId });
  step.callFact(call, { type: 'enqueued', queueId: queue.id });
  step.dirtyQueues.add(queue.id);
}

/** Waited too long: tell the caller and let him go. */
export function announceMaxWait(step: Step, call: Call): void {
  const queue = step.directory.queue(call.queueId ?? '');
  if (!queue) {
    endCall(step, call, { reason: 'failed', endedBy: 'system' });
    return;
  }
  enterPhase(call, 'announcing', step.now, step.now + ANNOUNCEMENT_LIMIT_MS);
  step.touchedCalls.add(call.id);
  step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  step.command(call, {
    do: 'play',
    channelId: call.customerChannelId,
    playbackId: maxWaitPlaybackId(call),
    media: [queue.prompts.maxWait],
  });
}

/** The offered agent picked up. */
export function offerAnswered(step: Step, call: Call): void {
  const offer = call.offer;
  if (!offer) return;
  call.offer = null;
  step.callFact(call, { type: 'offerEnded', agentId: offer.agentId, outcome: 'answered' });
  step.command(call, { do: 'stopMusic', channelId: call.customerChannelId });
  startTalking(step, call, offer.agentId, offer.channelId);
}

/** The offered agent did not: he is set not ready (nobody is at that phone), and the caller goes to the next one. */
export function offerFailed(step: Step, call: Call, value: number, channelGone = true): void {
  const offer = call.offer;
  if (!offer) return;
  const outcome = outcomeOf(value);
  closeOffer(step, call, outcome, channelGone ? offer.channelId : undefined);
  const agent = agentOf(step, offer.agentId);
  const queueIds = step.directory.agent(offer.agentId)?.queueIds ?? [];
  if (agent)
    setReady(
      step,
      agent,
      queueIds.filter((id) => !(id in agent.notReady)),
      systemReason[outcome],
      null,
    );
  const queue = step.directory.queue(call.queueId ?? '');
  const maxWaitS = queue?.maxWaitS ?? 0;
  enterPhase(call, 'queued', step.now, Math.max(step.now, (call.enqueuedAt ?? step.now) + maxWaitS * 1000));
  if (call.queueId) step.dirtyQueues.add(call.queueId);
}

function outcomeOf(value: number): Exclude<OfferOutcome, 'answered' | 'callerGone'> {
  switch (value) {
    case q850.userBusy:
    case q850.callRejected:
      return 'rejected';
    case q850.noAnswer:
    case q850.noUserResponse:
    case q850.normalClearing:
      return 'noAnswer';
    default:
      return 'unreachable';
  }
}
