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
import type { Call, CallIn, DialogueAnswer } from '../world/call.ts';
import type { PromptTake } from '../world/errand.ts';
import type { SpokenLanguage } from '../world/terms.ts';

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
  const call = newCall(step, { id: input.callId, engine }, agent.tenantId, 'internal', { phase: 'ownPhone' });
  call.customerNumber = config.extension;
  call.calledNumber = config.extension;
  call.errand = { kind: 'prompt', promptId: input.promptId, language: input.language };
  const { customerNumber, calledNumber } = call;
  step.callFact(call, { type: 'started', callType: 'internal', customerNumber, calledNumber, agentId: agent.id, queueId: null });
  ringOwnPhone(step, call, agent, { name: calledNumber, number: calledNumber });
}

/** He has picked up. */
export function promptPhoneAnswered(step: Step, call: Call): void {
  const agent = call.peerAgentId ? ensureAgent(step, call.peerAgentId) : undefined;
  if (agent) setActivity(step, agent, { kind: 'talking', callId: call.id });
  const take: PromptTake = { state: 'start', name: '', tries: 0 };
  enterPhase(step, call, { phase: 'recordingPrompt', take }, step.now + SOUND_LIMIT_MS);
  sayHow(step, call, take);
}

function languageOf({ errand }: Call): SpokenLanguage {
  return errand?.kind === 'prompt' ? errand.language : 'zh';
}

function sayHow(step: Step, call: Call, take: PromptTake): void {
  take.state = 'start';
  call.deadline = step.now + SOUND_LIMIT_MS;
  startDialogue(step, call, 'promptStart', [shipped('record-start', languageOf(call))], LISTEN);
}

/** A sound is over, or a key came. */
function answered(step: Step, call: CallIn<'recordingPrompt'>, answer: DialogueAnswer): void {
  const { take } = call.state;
  if (take.state === 'start') return record(step, call, take);
  if (take.state === 'saved') return endCall(step, call, { reason: 'hangup', endedBy: 'system' });
  if (take.state !== 'listen') return;
  const key = answer.kind === 'digits' ? answer.digits : '';
  if (key === '2' && take.tries < MOST_TRIES) return sayHow(step, call, take);
  // Any other key: he hears the choice again. No key at all keeps it.
  if (key !== '' && key !== '1') return letListen(step, call, take);
  take.state = 'saved';
  startDialogue(step, call, 'promptSaved', [shipped('record-saved', languageOf(call))], LISTEN);
}

function record(step: Step, call: Call, take: PromptTake): void {
  take.tries += 1;
  take.state = 'recording';
  take.name = `${call.id}-v${take.tries}`;
  call.deadline = step.now + LONGEST_S * 1000 + GUARD_MS;
  step.mark(call);
  step.callFact(call, { type: 'promptTried', promptId: call.errand?.kind === 'prompt' ? call.errand.promptId : '', name: take.name });
  step.command(call, {
    do: 'recordMessage',
    channelId: call.customerChannelId,
    name: take.name,
    longestS: LONGEST_S,
    // He may think for a while; the hash key ends it.
    silenceS: 0,
  });
}

/** While it is recorded the engine itself hears the hash key of the telephone. */
function keyPressed(step: Step, call: CallIn<'recordingPrompt'>, digit: string, from: 'phone' | 'console'): void {
  const { take } = call.state;
  if (take.state !== 'recording') keyOfDialogue(step, call, digit);
  else if (from === 'console' && digit === '#') step.command(call, { do: 'stopMessage', name: take.name });
}

function recorded(step: Step, call: CallIn<'recordingPrompt'>, name: string, result: MessageResult): void {
  const { take } = call.state;
  if (take.name !== name) return;
  if ('problem' in result) return endCall(step, call, { reason: 'failed', endedBy: 'system' });
  if (take.state !== 'recording') return;
  if (result.durationMs < SHORTEST_MS && take.tries < MOST_TRIES) sayHow(step, call, take);
  else letListen(step, call, take);
}

function letListen(step: Step, call: Call, take: PromptTake): void {
  take.state = 'listen';
  call.deadline = step.now + LONGEST_S * 1000 + SOUND_LIMIT_MS;
  startDialogue(step, call, 'promptListen', [`recording:${take.name}`, shipped('record-listen', languageOf(call))], oneKey(KEY_S));
}

/** Nothing came for too long: the news of the end of the recording was lost, or that of a sound. */
function timeUp(step: Step, call: CallIn<'recordingPrompt'>): void {
  const { take } = call.state;
  if (take.state === 'recording') letListen(step, call, take);
  else endCall(step, call, { reason: 'hangup', endedBy: 'system' });
}

export const recordingPrompt: Phase<CallIn<'recordingPrompt'>> = {
  timeUp,
  heard: (step, call, _, answer) => answered(step, call, answer),
  key: keyPressed,
  messageOver: recorded,
};
