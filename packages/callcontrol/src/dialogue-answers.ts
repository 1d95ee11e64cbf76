import { unreachable } from '@zuoxi/kit';
import type { Call } from './call.ts';
import { callbackGreeted } from './callback.ts';
import { type DialogueAnswer, type DialogueTopic, dialogueHeard, dialogueKey } from './dialogue.ts';
import { endCall } from './end-call.ts';
import { flowAnswered } from './flow/flow.ts';
import { musicEnded } from './music.ts';
import { promptDialogueAnswered } from './prompt-recording.ts';
import { enqueue } from './queue.ts';
import type { Step } from './step-context.ts';
import { surveyAnswered, surveyOver } from './survey.ts';
import { messageDone, recordMessage } from './voicemail.ts';
import { toldWaiting, waitingKey } from './waiting.ts';

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
  for (const call of s.world.calls.values()) {
    if (call.dialogue?.playbackId === playbackId) {
      const { topic } = call.dialogue;
      const answer = dialogueHeard(s, call, playbackId);
      if (answer) dialogueAnswered(s, call, topic, answer);
      return;
    }
    if (call.music?.playbackId === playbackId) {
      musicEnded(s, call, playbackId);
      return;
    }
  }
}

/** A key of the caller's telephone. */
export function keyPressed(s: Step, channelId: string, digit: string): void {
  for (const call of s.world.calls.values()) {
    if (call.customerChannelId !== channelId) continue;
    if (call.waiting) return waitingKey(s, call, digit);
    const topic = call.dialogue?.topic;
    const answer = dialogueKey(s, call, digit);
    if (topic && answer) dialogueAnswered(s, call, topic, answer);
    return;
  }
}
