import { endOfAttempt } from '../rules/causes.ts';
import { endCall } from '../rules/end-call.ts';
import type { SideLeg, Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import { agentChannelOf, customerLegOf } from '../world/legs.ts';
import { GUARD_MS } from '../world/limits.ts';
import { ringbackIsWanted } from './early-media.ts';
import { playRingback } from './ringback.ts';
import { failOver } from './trunks.ts';

// Whoever is dialled, as long as they have not answered, and the agent who waits for them: a call out, a callback.

/** How long the other party's phone rings, in seconds. */
export const OTHER_PARTY_RING_S = 60;

/** The playback of what the agent hears while it rings. */
export const ringbackOf = (call: Pick<Call, 'id'>): string => `${call.id}-ringback`;

/** The other party's phone rings: let the agent hear it. `onPhone`: their phone makes the sound itself. */
export function otherPartyRings(step: Step, call: Call, onPhone = false): void {
  step.callFact(call, { type: 'ringing' });
  const channelId = agentChannelOf(call);
  if (!channelId || !ringbackIsWanted(step, call, customerLegOf(call)?.outside ?? null)) return;
  if (onPhone) step.command(call, { do: 'ring', channelId });
  else playRingback(step, call, channelId, ringbackOf(call));
}

export function stopRingback(step: Step, call: Call): void {
  step.command(call, { do: 'stopPlayback', playbackId: ringbackOf(call) });
}

/** What the trunk could not carry goes over the next one; the agent hears nothing of it. */
export function goesOverNextTrunk(step: Step, call: Call, value: number): boolean {
  const channelId = `${call.id}-c${call.legCount + 1}`;
  const customer = customerLegOf(call);
  if (!customer || !failOver(step, call, customer, value, channelId)) return false;
  call.legCount += 1;
  call.customerChannelId = channelId;
  call.deadline = step.now + OTHER_PARTY_RING_S * 1000 + GUARD_MS;
  return true;
}

/** One of the two sides ended, or never came to be, before the conversation. */
export function attemptFailed(step: Step, call: Call, { role, channelId }: SideLeg, value: number): void {
  const end = role === 'customer' ? endOfAttempt(value) : ({ reason: 'cancelled', endedBy: 'agent' } as const);
  endCall(step, call, { ...end, cause: value, goneChannelId: channelId });
}
