import { LISTEN, oneKey, startDialogue } from '../parts/dialogue.ts';
import { keyOfDialogue } from '../parts/dialogue-news.ts';
import { ringOwnPhone, takeOwnPhone } from '../parts/own-phone.ts';
import { shipped } from '../parts/spoken.ts';
import type { Input } from '../port/inputs.ts';
import { ensureAgent, setActivity } from '../rules/agent-state.ts';
import { endCall } from '../rules/end-call.ts';
import { newCall } from '../rules/new-call.ts';
import { enterPhase } from '../rules/phases.ts';
import type { MessageResult, Phase, Step } from '../rules/step.ts';
import type { Call, DialogueAnswer } from '../world/call.ts';
import type { PromptRecording } from '../world/errand.ts';

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
function answered(step: Step, call: Call, answer: DialogueAnswer): void {
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

/** While it is recorded the engine itself hears the hash key of the telephone. */
function keyPressed(step: Step, call: Call, digit: string, from: 'phone' | 'console'): void {
  const recording = call.promptRecording;
  if (recording?.state !== 'recording') keyOfDialogue(step, call, digit);
  else if (from === 'console' && digit === '#') step.command(call, { do: 'stopMessage', name: recording.name });
}

function recorded(step: Step, call: Call, name: string, result: MessageResult): void {
  const recording = call.promptRecording;
  if (recording?.name !== name) return;
  if ('problem' in result) return endCall(step, call, { reason: 'failed', endedBy: 'system' });
  if (recording.state !== 'recording') return;
  if (result.durationMs < SHORTEST_MS && recording.tries < MOST_TRIES) sayHow(step, call);
  else letListen(step, call, recording);
}

function letListen(step: Step, call: Call, recording: PromptRecording): void {
  recording.state = 'listen';
  call.deadline = step.now + LONGEST_S * 1000 + SOUND_LIMIT_MS;
  startDialogue(step, call, 'promptListen', [`recording:${recording.name}`, shipped('record-listen', recording.language)], oneKey(KEY_S));
}

/** Nothing came for too long: the news of the end of the recording was lost, or that of a sound. */
function timeUp(step: Step, call: Call): void {
  const recording = call.promptRecording;
  if (recording?.state === 'recording') letListen(step, call, recording);
  else endCall(step, call, { reason: 'hangup', endedBy: 'system' });
}

export const recordingPrompt: Phase = {
  timeUp,
  heard: (step, call, _, answer) => answered(step, call, answer),
  key: keyPressed,
  messageOver: recorded,
};
