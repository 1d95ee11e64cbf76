import { endDialogue } from '../../parts/dialogue.ts';
import { mayComeBack } from '../../parts/lost-phone.ts';
import { closeOffer } from '../../parts/offers.ts';
import { stopMusic } from '../../parts/queue-music.ts';
import { ringForCustomer } from '../../parts/ring-phone.ts';
import type { Decision } from '../../port/decision.ts';
import { systemReason } from '../../port/facts.ts';
import { ensureAgent, setActivity, setReady } from '../../rules/agent-state.ts';
import { outcomeOf } from '../../rules/causes.ts';
import { endCall } from '../../rules/end-call.ts';
import { enterPhase } from '../../rules/phases.ts';
import { remember } from '../../rules/queue-memory.ts';
import type { Step } from '../../rules/step.ts';
import type { Call, InQueue } from '../../world/call.ts';
import type { OfferLeg } from '../../world/leg.ts';
import { addLeg, customerLegOf, offersOf, removeLeg } from '../../world/legs.ts';
import { LOST_PHONE_MS } from '../../world/limits.ts';
import { placeOf } from '../../world/states.ts';
import { waitedTooLong } from './queue.ts';

/** The engine gives up ringing after the queue's ring time; ours is only the guard behind it. */
const RING_GUARD_MS = 5000;

/** Rings these agents for the call; the first to answer has it. */
export function offerTo(step: Step, call: Call, agentIds: readonly string[], decision: Decision): void {
  const queue = step.directory.queue(call.queueId ?? '');
  if (!queue) return;
  const { waiting, music } = stays(call);
  enterPhase(step, call, { phase: 'ringing', waiting, music }, step.now + queue.ringTimeoutS * 1000 + RING_GUARD_MS);
  for (const agentId of agentIds) {
    const agent = ensureAgent(step, agentId);
    const config = step.directory.agent(agentId);
    if (!agent || !config) continue;
    call.legCount += 1;
    const channelId = `${call.id}-a${call.legCount}`;
    addLeg(call, { role: 'offer', channelId, agentId, state: 'ringing', deadline: null, at: step.now });
    call.tried = [...call.tried.filter((one) => one.agentId !== agentId), { agentId, at: step.now }];
    setActivity(step, agent, { kind: 'ringing', callId: call.id });
    step.callFact(call, { type: 'offered', agentId, ...decision });
    ringForCustomer(step, call, { agentId, channelId, timeoutS: queue.ringTimeoutS });
  }
  remember(step, queue.id, { lastAgentId: agentIds.at(-1) ?? null });
}

/** What does not change between waiting and ringing. */
function stays(call: Call): Pick<InQueue, 'waiting' | 'music'> {
  const { waiting = null, music = null } = placeOf(call) ?? {};
  return { waiting, music };
}

/** The ringing phone has ended. One that is gone altogether is waited for a moment: its page may only be loading again. */
export function offeredPhoneGone(step: Step, call: Call, offer: OfferLeg, value: number): void {
  if (mayComeBack(step, call, offer.agentId, value)) {
    if (offer.state === 'lost') return;
    offer.state = 'lost';
    offer.deadline = step.now + LOST_PHONE_MS;
    step.mark(call);
  } else offerFailed(step, call, offer, value);
}

/** The agent's page was loaded again while their phone rang: the new one rings. */
export function ringOfferAgain(step: Step, call: Call, offer: OfferLeg): void {
  if (offer.state === 'ringing') step.command(call, { do: 'hangup', channelId: offer.channelId, reason: 'normal' });
  offer.state = 'ringing';
  offer.deadline = null;
  step.mark(call);
  call.legCount += 1;
  offer.channelId = `${call.id}-a${call.legCount}`;
  const leftS = Math.max(5, Math.round((call.deadline - RING_GUARD_MS - step.now) / 1000));
  ringForCustomer(step, call, { agentId: offer.agentId, channelId: offer.channelId, timeoutS: leftS });
}

/** What rings at the agent's page makes no sound. It rings on, to be seen; unanswered it counts as no miss. */
export function ringsSilently(step: Step, agentId: string): void {
  const activity = step.world.agents.get(agentId)?.activity;
  const call = activity?.kind === 'ringing' ? step.world.calls.get(activity.callId) : undefined;
  const offer = call && offersOf(call).find((one) => one.agentId === agentId);
  if (!call || !offer) return;
  offer.silent = true;
  step.mark(call);
}

/** One of the offered agents picked up: the other phones fall silent. */
export function offerAnswered(step: Step, call: Call, offer: OfferLeg): void {
  for (const other of offersOf(call)) if (other !== offer) closeOffer(step, call, other, 'elsewhere');
  removeLeg(call, offer);
  step.callFact(call, { type: 'offerEnded', agentId: offer.agentId, outcome: 'answered' });
  const agent = ensureAgent(step, offer.agentId);
  if (agent) agent.misses = 0;
  if (!customerLegOf(call)) {
    step.places.dialCustomer(step, call, offer);
    return;
  }
  endDialogue(step, call);
  stopMusic(step, call);
  step.places.talk(step, call, offer.agentId, offer.channelId);
}

/** Another agent takes the call: all its phones fall silent. */
export function offersTaken(step: Step, call: Call, by: { agentId: string; channelId: string }): void {
  for (const offer of offersOf(call)) closeOffer(step, call, offer, 'elsewhere');
  // A callback, agent first: it has no customer yet.
  if (!customerLegOf(call)) return step.places.dialCustomer(step, call, by);
  endDialogue(step, call);
  stopMusic(step, call);
  step.places.talk(step, call, by.agentId, by.channelId);
}

/** The offered agent did not: after too many misses they are set not ready (nobody is at that phone), and the caller goes to the next one. */
export function offerFailed(step: Step, call: Call, offer: OfferLeg, value: number, channelGone = true): void {
  const outcome = outcomeOf(value);
  const isUnheard = offer.silent === true && outcome === 'noAnswer';
  closeOffer(step, call, offer, isUnheard ? 'silent' : outcome, channelGone ? offer.channelId : undefined);
  if (!isUnheard) countMiss(step, call, offer.agentId, outcome);
  if (offersOf(call).length > 0) return;
  if (!customerLegOf(call)) {
    // A callback whose agent did not pick up: it waits for the next one.
    return endCall(step, call, { reason: 'agentUnreachable', endedBy: 'system', cause: value });
  }
  const queue = step.directory.queue(call.queueId ?? '');
  const { waiting, music } = stays(call);
  const enteredAt = waiting?.enteredAt ?? step.now;
  const longest = enteredAt + (queue?.maxWaitS ?? 0) * 1000;
  enterPhase(step, call, { phase: 'queued', waiting, music }, longest);
  if (longest <= step.now) return waitedTooLong(step, call);
  if (waiting) waiting.retryAt = step.now + (queue?.retryS ?? 0) * 1000;
  if (call.queueId) step.dirtyQueues.add(call.queueId);
}

function countMiss(step: Step, call: Call, agentId: string, outcome: keyof typeof systemReason): void {
  const agent = ensureAgent(step, agentId);
  const limit = step.directory.queue(call.queueId ?? '')?.missesBeforePause ?? 1;
  if (!agent) return;
  agent.misses += 1;
  if (limit === 0 || agent.misses < limit) return;
  agent.misses = 0;
  const queueIds = step.directory.agent(agentId)?.queueIds ?? [];
  setReady(
    step,
    agent,
    queueIds.filter((id) => !(id in agent.notReady)),
    systemReason[outcome],
    null,
  );
}
