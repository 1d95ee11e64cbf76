import { type DialogueAnswer, dialogueKey, LISTEN, oneKey, startDialogue } from '../parts/dialogue.ts';
import { ringOwnPhone, takeOwnPhone } from '../parts/own-phone.ts';
import { shipped } from '../parts/spoken.ts';
import type { Input } from '../port/inputs.ts';
import { ensureAgent, setActivity } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { newCall } from '../rules/new-call.ts';
import { enterPhase } from '../rules/phases.ts';
import type { Step } from '../rules/step.ts';
import type { Call } from '../world/call.ts';
import type { PromptRecording } from '../world/errand.ts';
import { callOfSound } from '../world/look-up.ts';

const GUARD_MS = 10_000;

/** A prompt recorded by phone is at most so long, in seconds. */
const LONGEST_S = 180;

const KEY_S = 15;

/** Shorter is a slip of the finger, in ms. */
const SHORTEST_MS = 500;

const MOST_TRIES = 20;

/** While sounds are played: they have ends of their own. */
const SOUND_LIMIT_MS = 240_000;

/** His phone rings. Counted as a call inside the house. */
export function startPromptRecording(step: Step, input: Extract<Input, { type: 'recordPrompt' }>): void {
  const { agent, config, engine } = takeOwnPhone(step, input.agentId, input.callId);
  const call = newCall(step, { id: input.callId, engine }, agent.tenantId, 'internal', 'dialling');
  call.customerNumber = config.extension;
  call.calledNumber = config.extension;
  call.promptRecording = { promptId: input.promptId, language: input.language, state: 'start', name: '', tries: 0 };
  const { customerNumber, calledNumber } = call;
  step.callFact(call, { type: 'started', callType: 'internal', customerNumber, calledNumber, agentId: agent.id, queueId: null });
  ringOwnPhone(step, call, agent, { name: calledNumber, number: calledNumber });
}

/** It is such a call, whose phone rings. */
export const isPromptRinging = (call: Call): boolean => call.phase === 'dialling' && call.promptRecording != null;

/** He has picked up. */
export function promptPhoneAnswered(step: Step, call: Call): void {
  const agent = call.peerAgentId ? ensureAgent(step, call.peerAgentId) : undefined;
  if (agent) setActivity(step, agent, { kind: 'talking', callId: call.id });
  enterPhase(step, call, 'recordingPrompt', step.now + SOUND_LIMIT_MS);
  sayHow(step, call);
}

function sayHow(step: Step, call: Call): void {
  const recording = call.promptRecording;
  if (!recording) return;
  recording.state = 'start';
  call.deadline = step.now + SOUND_LIMIT_MS;
  startDialogue(step, call, 'promptStart', [shipped('record-start', recording.language)], LISTEN);
}

/** A sound is over, or a key came. */
export function promptDialogueAnswered(step: Step, call: Call, answer: DialogueAnswer): void {
  const recording = call.promptRecording;
  if (!recording) return;
  if (recording.state === 'start') return record(step, call, recording);
  if (recording.state === 'saved') return endCall(step, call, { reason: 'hangup', endedBy: 'system' });
  if (recording.state !== 'listen') return;
  const key = answer.kind === 'digits' ? answer.digits : '';
  if (key === '2' && recording.tries < MOST_TRIES) return sayHow(step, call);
  // Any other key: he hears the choice again. No key at all keeps it.
  if (key !== '' && key !== '1') return letListen(step, call, recording);
  recording.state = 'saved';
  startDialogue(step, call, 'promptSaved', [shipped('record-saved', recording.language)], LISTEN);
}

function record(step: Step, call: Call, recording: PromptRecording): void {
  recording.tries += 1;
  recording.state = 'recording';
  recording.name = `${call.id}-v${recording.tries}`;
  call.deadline = step.now + LONGEST_S * 1000 + GUARD_MS;
  step.mark(call);
  step.callFact(call, { type: 'promptTried', promptId: recording.promptId, name: recording.name });
  step.command(call, {
    do: 'recordMessage',
    channelId: call.customerChannelId,
    name: recording.name,
    longestS: LONGEST_S,
    // He may think for a while; the hash key ends it.
    silenceS: 0,
  });
}

/** Keys of the panel are those of the telephone he holds. False: the call is none of these. */
export function keysOfSpeaker(step: Step, call: Call, digits: string): boolean {
  const recording = call.promptRecording;
  if (!recording) return false;
  for (const digit of digits) {
    if (recording.state === 'recording') {
      if (digit === '#') step.command(call, { do: 'stopMessage', name: recording.name });
    } else {
      const answer = dialogueKey(step, call, digit);
      if (answer) promptDialogueAnswered(step, call, answer);
    }
  }
  return true;
}

/** Answers false when that recording is no prompt. */
export function promptRecorded(step: Step, name: string, durationMs: number): boolean {
  const call = callOfSound(step.world, name);
  const recording = call?.promptRecording;
  if (!call || recording?.name !== name) return false;
  if (recording.state !== 'recording') return true;
  if (durationMs < SHORTEST_MS && recording.tries < MOST_TRIES) sayHow(step, call);
  else letListen(step, call, recording);
  return true;
}

/** The engine could not record it. */
export function promptFailed(step: Step, name: string): boolean {
  const call = callOfSound(step.world, name);
  if (!call || call.promptRecording?.name !== name) return false;
  endCall(step, call, { reason: 'failed', endedBy: 'system' });
  return true;
}

function letListen(step: Step, call: Call, recording: PromptRecording): void {
  recording.state = 'listen';
  call.deadline = step.now + LONGEST_S * 1000 + SOUND_LIMIT_MS;
  startDialogue(step, call, 'promptListen', [`recording:${recording.name}`, shipped('record-listen', recording.language)], oneKey(KEY_S));
}

/** Nothing came for too long: the news of the end of the recording was lost, or that of a sound. */
export function promptTimedOut(step: Step, call: Call): void {
  const recording = call.promptRecording;
  if (recording?.state === 'recording') letListen(step, call, recording);
  else endCall(step, call, { reason: 'hangup', endedBy: 'system' });
}
