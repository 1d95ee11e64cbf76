import { cause as q850 } from '@zuoxi/ari';
import { unreachable } from '@zuoxi/kit';
import type { Directory } from './port/directory.ts';
import type { Input } from './port/inputs.ts';
import { signIn, signOut } from './rules/agent-state.ts';
import { endCall } from './rules/end-call.ts';
import { type Places, Step } from './rules/step.ts';
import { customerNamed } from './stories/agents/customer-named.ts';
import { setDisposition } from './stories/agents/disposition.ts';
import { callOf, directoryChanged, endWrapUp, setHand, setNext, setReadyByOrder } from './stories/agents/orders.ts';
import { callbackCallEnded, cancelCallback, requestCallback, startCustomer } from './stories/callback.ts';
import {
  callPartyAgain,
  endConference,
  inviteToConference,
  leaveConference,
  muteInConference,
  muteSelf,
  reclaimParty,
  removeFromConference,
  startConference,
} from './stories/conference/orders.ts';
import { endRoom, partyAnswered, partyGone, partyRings, partyTalks } from './stories/conference/parties.ts';
import { connectExtension, connectOutside } from './stories/connect.ts';
import { settingKept } from './stories/dialled/codes.ts';
import { dialFromPanel } from './stories/dialled/dialled.ts';
import { enterFlow, flowReturned, flowServiceAnswered } from './stories/flow/flow.ts';
import { startTestCall } from './stories/flow/test-call.ts';
import { callArrived, callerLookedUp } from './stories/inbound.ts';
import { promptFailed, promptRecorded, startPromptRecording } from './stories/prompt-recording.ts';
import { dispatch } from './stories/queue/dispatch.ts';
import { offerTo } from './stories/queue/offer.ts';
import { enqueue, enterQueue } from './stories/queue/queue.ts';
import { sendToSurvey, startSurvey } from './stories/survey.ts';
import { cancelConsult, completeConsult, startConsult, talkWith } from './stories/talk/consult.ts';
import { supervise } from './stories/talk/supervise.ts';
import { recordByHand, setHeld, setMuted, startTalking } from './stories/talk/talk.ts';
import { cancelTransfer, startTransfer, transferAsked } from './stories/talk/transfer.ts';
import { startMessage } from './stories/voicemail.ts';
import { tick } from './top/deadlines.ts';
import { keyPressed, playbackFinished } from './top/dialogue-news.ts';
import { channelGone, channelHeld, channelReplaced, channelRinging, channelUp } from './top/news.ts';
import { hangUp, sendDtmf } from './top/own-orders.ts';
import { phoneRegistered, reclaim, setPhone } from './top/phones.ts';
import { engineLost, engineRecovered } from './top/reconcile.ts';
import { legEnded, messageEnded, recordingEnded } from './top/recording-news.ts';
import { findByChannel } from './world/legs.ts';
import type { World } from './world/world.ts';

/**
 * The whole of call control as one function of plain data: world + input → world, commands, facts. No clock, no
 * network, no database. `at` is when the input happened, if it is heard late. Throws `RefusedError` for an order that cannot be carried out; the world is then unchanged.
 */
export function step(world: World, directory: Directory, now: number, input: Input, at = now): Step {
  const s = beginStep(world, directory, now, at);
  handle(s, input);
  s.at = now;
  dispatch(s);
  return s;
}

/** Which function is which place. */
const places: Places = {
  queue: enterQueue,
  flow: enterFlow,
  extension: connectExtension,
  outside: connectOutside,
  voicemail: startMessage,
  flowBack: flowReturned,
  callback: requestCallback,
  offer: offerTo,
  dialCustomer: startCustomer,
  talk: startTalking,
  queueAgain: enqueue,
  survey: startSurvey,
  callEnded: callbackCallEnded,
};

export const beginStep = (world: World, directory: Directory, now: number, at = now): Step => new Step(places, world, directory, now, at);

function handle(s: Step, input: Input): void {
  switch (input.type) {
    // news of the engine
    case 'callArrived':
      return callArrived(s, input);
    case 'channelRinging':
      if (partyRings(s, input.channelId)) return;
      return channelRinging(s, input.channelId);
    case 'channelUp':
      if (partyAnswered(s, input.channelId)) return;
      return channelUp(s, input.engine, input.channelId);
    case 'channelGone':
      if (partyGone(s, input.channelId, input.cause)) return;
      return channelGone(s, input.channelId, input.cause);
    case 'transferAsked':
      return transferAsked(s, findByChannel(s, input.channelId)?.call, input);
    case 'channelReplaced':
      return channelReplaced(s, input);
    case 'channelHeld':
      return channelHeld(s, input.channelId, input.on);
    case 'channelTalks':
      return partyTalks(s, input.channelId, input.on);
    case 'legQuality':
      return legEnded(s, input.quality);
    case 'playbackFinished':
      return playbackFinished(s, input.playbackId);
    case 'recordingFinished':
      return recordingEnded(s, input.name, input);
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
      if (partyGone(s, input.channelId, q850.failure)) return;
      return channelGone(s, input.channelId, q850.failure);
    case 'bridgeFailed':
      return bridgeFailed(s, input.callId);
    case 'phone':
      return setPhone(s, input.agentId, input.engine, input.online);
    case 'phoneRegistered':
      return phoneRegistered(s, input.agentId, input.engine);
    case 'engineLost':
      return engineLost(s, input.engine, input.lastHeardAt);
    case 'engineRecovered':
      return engineRecovered(s, input.engine, input.channelIds, input.isBack ?? false, input.lastHeardAt);
    // orders of people
    case 'signIn':
      return signIn(s, input.agentId);
    case 'signOut':
      return signOut(s, input.agentId, input.byAccountId);
    case 'setReady':
      return setReadyByOrder(s, input);
    case 'endWrapUp':
      return endWrapUp(s, input);
    case 'setNext':
      return setNext(s, input.agentId, input.reason);
    case 'setDisposition':
      return setDisposition(s, input);
    case 'customerNamed':
      return customerNamed(s, input);
    case 'raiseHand':
      return setHand(s, input.agentId, input.on);
    case 'dial':
      return dialFromPanel(s, input);
    case 'hangup':
      if (leaveConference(s, input.agentId)) return;
      return hangUp(s, input.agentId);
    case 'hold':
      return setHeld(s, callOf(s, input.agentId), input.agentId, input.on);
    case 'mute':
      if (muteSelf(s, input.agentId, input.on)) return;
      return setMuted(s, callOf(s, input.agentId), input.agentId, input.on);
    case 'dtmf':
      return sendDtmf(s, input.agentId, input.digits);
    case 'sendToSurvey':
      return sendToSurvey(s, callOf(s, input.agentId), input.agentId);
    case 'recordCall':
      return recordByHand(s, callOf(s, input.agentId), input.agentId, input.on);
    case 'consult':
      return startConsult(s, callOf(s, input.agentId), input.agentId, input.number);
    case 'talkWith':
      return talkWith(s, callOf(s, input.agentId), input.agentId, input.with);
    case 'cancelConsult':
      return cancelConsult(s, callOf(s, input.agentId), input.agentId);
    case 'completeConsult':
      return completeConsult(s, callOf(s, input.agentId), input.agentId, input.hangUpCustomer);
    case 'transfer':
      return startTransfer(s, callOf(s, input.agentId), input.agentId, input.number);
    case 'cancelTransfer':
      return cancelTransfer(s, callOf(s, input.agentId), input.agentId);
    case 'reclaim':
      if (reclaimParty(s, input.agentId)) return;
      return reclaim(s, callOf(s, input.agentId), input.agentId);
    case 'supervise':
      return supervise(s, input);
    case 'cancelCallback':
      return cancelCallback(s, input.callbackId);
    case 'testFlow':
      return startTestCall(s, input);
    case 'recordPrompt':
      return startPromptRecording(s, input);
    case 'startConference':
      return startConference(s, input);
    case 'inviteToConference':
      return inviteToConference(s, input);
    case 'callPartyAgain':
      return callPartyAgain(s, input);
    case 'muteParty':
      return muteInConference(s, input);
    case 'removeParty':
      return removeFromConference(s, input);
    case 'endConference':
      return endConference(s, input.sessionId);
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
  const room = s.world.conferences.get(callId);
  if (room) endRoom(s, room);
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
