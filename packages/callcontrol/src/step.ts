import { cause as q850 } from '@zuoxi/ari';
import { unreachable } from '@zuoxi/kit';
import { setPhone, signIn, signOut } from './agent-state.ts';
import { cancelCallback } from './callback.ts';
import { channelGone, channelHeld, channelReplaced, channelRinging, channelUp, findByChannel } from './channels.ts';
import { tick } from './deadlines.ts';
import { keyPressed, playbackFinished } from './dialogue-answers.ts';
import type { Directory } from './directory.ts';
import { dispatch } from './dispatch.ts';
import { endCall } from './end-call.ts';
import { settingKept } from './feature-codes.ts';
import { flowServiceAnswered } from './flow/flow.ts';
import { startTestCall } from './flow/test-call.ts';
import { callArrived, callerLookedUp } from './inbound.ts';
import type { Input } from './inputs.ts';
import { callOf, directoryChanged, endWrapUp, hangUp, sendDtmf, setReadyByOrder } from './orders.ts';
import { dialFromPanel } from './outbound.ts';
import { promptFailed, promptRecorded, startPromptRecording } from './prompt-recording.ts';
import { engineRecovered } from './reconcile.ts';
import { legEnded, messageEnded, recordingEnded } from './recordings.ts';
import { Step } from './step-context.ts';
import { sendToSurvey } from './survey.ts';
import { setHeld, setMuted } from './talk.ts';
import { transferAsked } from './transfer.ts';
import type { World } from './world.ts';

/**
 * The whole of call control as one function of plain data: world + input → world, commands, facts. No clock, no
 * network, no database. Throws `RefusedError` for an order that cannot be carried out; the world is then unchanged.
 */
export function step(world: World, directory: Directory, now: number, input: Input): Step {
  const s = new Step(world, directory, now);
  handle(s, input);
  dispatch(s);
  return s;
}

function handle(s: Step, input: Input): void {
  switch (input.type) {
    // news of the engine
    case 'callArrived':
      return callArrived(s, input);
    case 'channelRinging':
      return channelRinging(s, input.channelId);
    case 'channelUp':
      return channelUp(s, input.engine, input.channelId);
    case 'channelGone':
      return channelGone(s, input.channelId, input.cause);
    case 'transferAsked':
      return transferAsked(s, findByChannel(s, input.channelId)?.call, input);
    case 'channelReplaced':
      return channelReplaced(s, input);
    case 'channelHeld':
      return channelHeld(s, input.channelId, input.on);
    case 'legQuality':
      return legEnded(s, input.quality);
    case 'playbackFinished':
      return playbackFinished(s, input.playbackId);
    case 'recordingFinished':
      return recordingEnded(s, input.name, { type: 'recordingFinished', name: input.name, durationMs: input.durationMs });
    case 'recordingFailed':
      return recordingEnded(s, input.name, { type: 'recordingFailed', name: input.name, problem: input.problem });
    case 'messageFinished':
      if (promptRecorded(s, input.name, input.durationMs)) return;
      return messageEnded(s, input.name, { type: 'messageFinished', name: input.name, durationMs: input.durationMs });
    case 'messageFailed':
      if (promptFailed(s, input.name)) return;
      return messageEnded(s, input.name, { type: 'messageFailed', name: input.name, problem: input.problem });
    case 'dtmfReceived':
      return keyPressed(s, input.channelId, input.digit);
    case 'serviceAnswered':
      return serviceAnswered(s, input);
    case 'originateFailed':
      return channelGone(s, input.channelId, q850.failure);
    case 'bridgeFailed':
      return bridgeFailed(s, input.callId);
    case 'phone':
      return setPhone(s, input.agentId, input.engine, input.online);
    case 'engineRecovered':
      return engineRecovered(s, input.engine, input.channelIds, input.isBack ?? false);
    // orders of people
    case 'signIn':
      return signIn(s, input.agentId);
    case 'signOut':
      return signOut(s, input.agentId);
    case 'setReady':
      return setReadyByOrder(s, input);
    case 'endWrapUp':
      return endWrapUp(s, input.agentId);
    case 'dial':
      return dialFromPanel(s, input);
    case 'hangup':
      return hangUp(s, input.agentId);
    case 'hold':
      return setHeld(s, callOf(s, input.agentId), input.on);
    case 'mute':
      return setMuted(s, callOf(s, input.agentId), input.on);
    case 'dtmf':
      return sendDtmf(s, input.agentId, input.digits);
    case 'sendToSurvey':
      return sendToSurvey(s, callOf(s, input.agentId));
    case 'cancelCallback':
      return cancelCallback(s, input.callbackId);
    case 'testFlow':
      return startTestCall(s, input);
    case 'recordPrompt':
      return startPromptRecording(s, input);
    case 'directoryChanged':
      return directoryChanged(s);
    // time
    case 'tick':
      return tick(s, input.away ?? NOBODY);
    default:
      unreachable(input);
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function bridgeFailed(s: Step, callId: string): void {
  const call = s.world.calls.get(callId);
  if (call) endCall(s, call, { reason: 'failed', endedBy: 'system' });
}

/** The caller's look-up may come at any time; an answer to an IVR counts only while it is waited for. */
function serviceAnswered(s: Step, { callId, number, ask, answer }: Extract<Input, { type: 'serviceAnswered' }>): void {
  const call = s.world.calls.get(callId);
  if (!call) return;
  if (ask === 'caller') {
    if (answer.ask === 'caller') callerLookedUp(s, call, answer);
  } else if (call.asked !== number) return;
  else if (call.featureCode) settingKept(s, call, answer);
  else if (call.phase === 'flow') flowServiceAnswered(s, call, answer);
}
