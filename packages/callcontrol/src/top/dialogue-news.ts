import { unreachable } from '@zuoxi/kit';
import { type DialogueAnswer, dialogueHeard, dialogueKey } from '../parts/dialogue.ts';
import { musicEnded } from '../parts/queue-music.ts';
import { endCall } from '../rules/end-call.ts';
import type { Step } from '../rules/step.ts';
import { callbackGreeted } from '../stories/callback.ts';
import { flowAnswered } from '../stories/flow/flow.ts';
import { promptDialogueAnswered } from '../stories/prompt-recording.ts';
import { enqueue } from '../stories/queue/queue.ts';
import { toldWaiting, waitingKey } from '../stories/queue/waiting.ts';
import { surveyAnswered, surveyOver } from '../stories/survey.ts';
import { messageDone, recordMessage } from '../stories/voicemail.ts';
import type { Call, DialogueTopic } from '../world/call.ts';
import { callOfSound, legByChannel } from '../world/look-up.ts';

/** Who asked gets the answer. */
export function dialogueAnswered(s: Step, call: Call, topic: DialogueTopic, answer: DialogueAnswer): void {
  switch (topic) {
    case 'greeting':
      return enqueue(s, call);
    case 'waiting':
      return toldWaiting(s, call);
    case 'lastWord':
      return endCall(s, call, call.parting ?? { reason: 'failed', endedBy: 'system' });
    case 'flow':
      return flowAnswered(s, call, answer);
    case 'voicemailPrompt':
      return recordMessage(s, call);
    case 'voicemailSaved':
      return messageDone(s, call, 'next');
    case 'callbackGreeting':
      return callbackGreeted(s, call);
    case 'surveyLevel':
    case 'surveyReason':
      return surveyAnswered(s, call, topic, answer);
    case 'surveyThanks':
      return surveyOver(s, call);
    case 'promptStart':
    case 'promptListen':
    case 'promptSaved':
      return promptDialogueAnswered(s, call, answer);
    default:
      unreachable(topic);
  }
}

export function playbackFinished(s: Step, playbackId: string): void {
  const call = callOfSound(s.world, playbackId);
  if (call?.dialogue?.playbackId === playbackId) {
    const { topic } = call.dialogue;
    const answer = dialogueHeard(s, call, playbackId);
    if (answer) dialogueAnswered(s, call, topic, answer);
  } else if (call) musicEnded(s, call, playbackId);
}

/** A key of the caller's telephone. */
export function keyPressed(s: Step, channelId: string, digit: string): void {
  const found = legByChannel(s.world, channelId);
  if (found?.leg.role !== 'customer') return;
  const { call } = found;
  if (call.waiting) return waitingKey(s, call, digit);
  const topic = call.dialogue?.topic;
  const answer = dialogueKey(s, call, digit);
  if (topic && answer) dialogueAnswered(s, call, topic, answer);
}
