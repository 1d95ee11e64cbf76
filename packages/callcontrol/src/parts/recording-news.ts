import type { LegQuality } from '@zuoxi/ari';
import { endingLegOf } from '../rules/end-call.ts';
import { type MessageResult, phaseOf, type Step } from '../rules/step.ts';
import { callByChannel, callOfSound } from '../world/look-up.ts';

// What the engine says of recordings and of the sound; it usually comes when the call has left the world.

/** A recording usually ends a moment after its call has left the world; the fact belongs to the call all the same. */
export function recordingEnded(s: Step, name: string, fact: RecordingFact): void {
  const recording = s.world.recordings.get(name);
  if (!recording) return;
  s.world.recordings.delete(name);
  s.callFact({ id: recording.callId, tenantId: recording.tenantId }, fact);
}

type RecordingFact =
  | { type: 'recordingFinished'; name: string; durationMs: number; lostMs?: number }
  | { type: 'recordingFailed'; name: string; problem: string };

/** Its figures come while the call is there, when the party hung up, or after its end, when we did. */
export function legEnded(s: Step, { channelId, ...quality }: LegQuality): void {
  const found = callByChannel(s.world, channelId);
  const leg =
    found && (found.leg.role === 'customer' || found.leg.role === 'agent') && found.call.answeredAt !== null
      ? endingLegOf(found.call, found.leg.role)
      : s.world.endingLegs.get(channelId);
  if (!leg) return;
  const { callId, tenantId, party, agentId } = leg;
  s.callFact({ id: callId, tenantId }, { type: 'quality', party, agentId, quality });
}

/** A message of a caller, or a prompt that somebody records with their telephone, is over; they may still be there. */
export function messageEnded(s: Step, name: string, result: MessageResult): void {
  const recording = s.world.recordings.get(name);
  if (recording) {
    s.world.recordings.delete(name);
    const fact =
      'problem' in result ? ({ type: 'messageFailed', name, ...result } as const) : ({ type: 'messageFinished', name, ...result } as const);
    s.callFact({ id: recording.callId, tenantId: recording.tenantId }, fact);
  }
  const call = callOfSound(s.world, name);
  if (call) phaseOf(s, call).messageOver?.(s, call, name, result);
}
