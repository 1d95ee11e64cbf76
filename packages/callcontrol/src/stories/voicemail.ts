import { endDialogue, LISTEN, startDialogue } from '../parts/dialogue.ts';
import { giveUp, leavePlace } from '../parts/send.ts';
import { shipped } from '../parts/spoken.ts';
import { endCall } from '../rules/end-call.ts';
import { enterPhase } from '../rules/phases.ts';
import type { MessageResult, Phase, Step } from '../rules/step.ts';
import type { Call, CallIn } from '../world/call.ts';

/** A message is at most so long, in seconds. */
export const LONGEST_MESSAGE_S = 180;

/** So much silence ends it, in seconds. */
const SILENCE_S = 10;

/** Shorter is no message, in ms. */
const SHORTEST_MESSAGE_MS = 1000;

const GUARD_MS = 10_000;

const PROMPT_LIMIT_MS = 120_000;

/** The caller leaves a message to the queue (VM-1). */
export function startMessage(step: Step, call: Call, queueId: string): void {
  leavePlace(step, call);
  const queue = step.directory.queue(queueId);
  if (!queue) return giveUp(step, call, { reason: 'failed', exit: 'failed' });
  call.queueId = queue.id;
  call.overflow = [];
  call.legCount += 1;
  const message = { name: `${call.id}-v${call.legCount}`, queueId, state: 'prompt' as const };
  enterPhase(step, call, { phase: 'voicemail', message }, step.now + PROMPT_LIMIT_MS);
  startDialogue(step, call, 'voicemailPrompt', [shipped('voicemail-record', queue.language)], LISTEN);
}

/** He knows what to do: after the tone. */
function recordMessage(step: Step, call: CallIn<'voicemail'>): void {
  const { message } = call.state;
  message.state = 'recording';
  call.deadline = step.now + LONGEST_MESSAGE_S * 1000 + GUARD_MS;
  step.mark(call);
  step.world.recordings.set(message.name, { callId: call.id, tenantId: call.tenantId, engine: call.engine });
  step.callFact(call, { type: 'messageStarted', name: message.name, queueId: message.queueId, engine: call.engine });
  step.command(call, {
    do: 'recordMessage',
    channelId: call.customerChannelId,
    name: message.name,
    longestS: LONGEST_MESSAGE_S,
    silenceS: SILENCE_S,
  });
}

/** The hash key, silence, the longest time: it is kept, and they are told. */
function messageOver(step: Step, call: CallIn<'voicemail'>, name: string, result: MessageResult): void {
  const { message } = call.state;
  if (message.name !== name || message.state !== 'recording') return;
  if ('problem' in result) return messageDone(step, call, 'error');
  message.state = 'saved';
  const language = step.directory.queue(message.queueId)?.language ?? 'zh';
  const isEmpty = result.durationMs < SHORTEST_MESSAGE_MS;
  call.deadline = step.now + PROMPT_LIMIT_MS;
  startDialogue(step, call, 'voicemailSaved', [shipped(isEmpty ? 'voicemail-empty' : 'voicemail-saved', language)], LISTEN);
}

/** It could not be recorded, or he was told: back into the IVR he came from, or good-bye. */
function messageDone(step: Step, call: Call, exit: 'next' | 'error'): void {
  if (!call.flow) return endCall(step, call, { reason: exit === 'next' ? 'voicemailLeft' : 'failed', endedBy: 'system' });
  // A sound that has never come to its end is no answer for the IVR.
  endDialogue(step, call);
  step.places.flowBack(step, call, exit);
}

export const voicemail: Phase<CallIn<'voicemail'>> = {
  timeUp: (step, call) => messageDone(step, call, call.state.message.state === 'prompt' ? 'error' : 'next'),
  heard(step, call, topic) {
    if (topic === 'voicemailPrompt') recordMessage(step, call);
    else messageDone(step, call, 'next');
  },
  messageOver,
  isDone: ({ state: { message } }) => message.state !== 'prompt',
  // Most end a message so.
  abandoned: ({ state: { message } }) => ({
    reason: message.state === 'prompt' ? 'abandonedInQueue' : 'voicemailLeft',
    endedBy: 'customer',
  }),
};
