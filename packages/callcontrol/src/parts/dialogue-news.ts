import { phaseOf, type Step } from '../rules/step.ts';
import type { Call, DialogueAnswer, DialogueTopic } from '../world/call.ts';
import { callByChannel, callOfSound } from '../world/look-up.ts';
import { dialogueHeard, dialogueKey, dialogueTimedOut } from './dialogue.ts';
import { musicEnded } from './queue-music.ts';

// What a caller hears to its end, and the keys they press: an answer for the phase in which they were asked.

function dialogueAnswered(step: Step, call: Call, topic: DialogueTopic, answer: DialogueAnswer | undefined): void {
  if (answer) phaseOf(step, call).heard?.(step, call, topic, answer);
}

export function dialogueTimePassed(step: Step, call: Call): void {
  if (!call.dialogue) return;
  const { topic } = call.dialogue;
  dialogueAnswered(step, call, topic, dialogueTimedOut(step, call));
}

export function playbackFinished(step: Step, playbackId: string): void {
  const call = callOfSound(step.world, playbackId);
  if (call?.dialogue?.playbackId === playbackId) {
    const { topic } = call.dialogue;
    dialogueAnswered(step, call, topic, dialogueHeard(step, call, playbackId));
  } else if (call) musicEnded(step, call, playbackId);
}

/** A key of the caller's telephone. */
export function keyPressed(step: Step, channelId: string, digit: string): void {
  const found = callByChannel(step.world, channelId);
  if (found?.leg.role === 'customer') phaseOf(step, found.call).key?.(step, found.call, digit, 'phone');
}

/** It belongs to the answer that is waited for, if one is. */
export function keyOfDialogue(step: Step, call: Call, digit: string): void {
  const topic = call.dialogue?.topic;
  const answer = dialogueKey(step, call, digit);
  if (topic) dialogueAnswered(step, call, topic, answer);
}
