import { cause as q850 } from '@zuoxi/ari';
import { tick } from './parts/deadlines.ts';
import { keyPressed, playbackFinished } from './parts/dialogue-news.ts';
import { endImpossible } from './parts/impossible.ts';
import { channelAnswered, channelGone, channelHeard, channelProgress, channelRinging, channelUp } from './parts/news.ts';
import { callOf, hangUp, reclaim, sendDtmf, setMuted } from './parts/own-orders.ts';
import { ownPhone } from './parts/own-phone.ts';
import { phoneRegistered, setPhone } from './parts/phones.ts';
import { engineLost, engineRecovered } from './parts/reconcile.ts';
import { legEnded, messageEnded, recordingEnded } from './parts/recording-news.ts';
import { sides } from './parts/sides.ts';
import type { Directory } from './port/directory.ts';
import type { Input } from './port/inputs.ts';
import { signIn, signOut } from './rules/agent-state.ts';
import { endCall } from './rules/end-call.ts';
import { guarded, type Owner } from './rules/guard.ts';
import { phaseOf, Step, type Table } from './rules/step.ts';
import { customerNamed } from './stories/agents/customer-named.ts';
import { setDisposition } from './stories/agents/disposition.ts';
import { extendWrapUp } from './stories/agents/extend-wrap-up.ts';
import { directoryChanged, endWrapUp, setHand, setNext, setReadyByOrder } from './stories/agents/orders.ts';
import { announcing } from './stories/announcing.ts';
import {
  callbackCallEnded,
  callbackTimePassed,
  callingBack,
  cancelCallback,
  requestCallback,
  startCallback,
  startCustomer,
} from './stories/callback.ts';
import {
  callPartyAgain,
  endConference,
  inviteToConference,
  muteInConference,
  removeFromConference,
  startConference,
} from './stories/conference/orders.ts';
import { endRoom, party, partyTalks } from './stories/conference/parties.ts';
import { connectExtension, connecting, connectingLeg, connectOutside } from './stories/connect.ts';
import { codePhoneAnswered } from './stories/dialled/codes.ts';
import { dialFromPanel, dialFromPhone } from './stories/dialled/dialled.ts';
import { internalCallerReady } from './stories/dialled/queue-dialled.ts';
import { callingAgent, code, dialling } from './stories/dialled/story.ts';
import { enterFlow, flowReturned } from './stories/flow/flow.ts';
import { flow } from './stories/flow/story.ts';
import { startTestCall, testCallAnswered } from './stories/flow/test-call.ts';
import { arrived, callArrived, callerLookedUp, testCustomerArrived } from './stories/inbound.ts';
import { promptPhoneAnswered, recordingPrompt, startPromptRecording } from './stories/prompt-recording.ts';
import { dispatch } from './stories/queue/dispatch.ts';
import { offerTo, ringsSilently } from './stories/queue/offer.ts';
import { enqueue, enterQueue, leaveDeletedQueues } from './stories/queue/queue.ts';
import { greeting, offer, queued, ringing } from './stories/queue/story.ts';
import { sendToSurvey, startSurvey, survey } from './stories/survey.ts';
import { cancelConsult, completeConsult, startConsult, talkWith } from './stories/talk/consult.ts';
import { consulted, returning, secondLine, supervisor, talking, transfer } from './stories/talk/story.ts';
import { supervise } from './stories/talk/supervise.ts';
import { endForbiddenSupervisions, endSupervisionsOf } from './stories/talk/supervision.ts';
import { channelHeld, recordByHand, setHeld, startTalking } from './stories/talk/talk.ts';
import { cancelTransfer, channelReplaced, startTransfer, transferAsked } from './stories/talk/transfer.ts';
import { startMessage, voicemail } from './stories/voicemail.ts';
import { callByChannel, callOfSound, legByChannel } from './world/look-up.ts';
import { settle } from './world/reindex.ts';
import type { World } from './world/world.ts';

/**
 * The whole of call control as one function of plain data: world + input → world, commands, facts. No clock, no
 * network, no database. `at` is when the input happened, if it is heard late. Throws `RefusedError` for an order that cannot be carried out;
 * the world is then unchanged. An unexpected error ends what it was about, and is in `problems`.
 */
export function step(world: World, directory: Directory, now: number, input: Input, at = now): Step {
  const s = beginStep(world, directory, now, at);
  const agent = agentAlone(s, input);
  try {
    s.inputFailed = !guarded(
      s,
      () => agent ?? ownerOf(s, input),
      () => handle(s, input.type, input),
    );
    s.at = now;
    guarded(
      s,
      () => undefined,
      () => dispatch(s),
    );
  } finally {
    settle(world, (queueId) => s.shown.queues.add(queueId));
  }
  showQueuesOfAgents(s);
  return s;
}

/** Who is ready, talks or has signed in counts in the figures of each of their queues. */
function showQueuesOfAgents(s: Step): void {
  for (const agentId of s.changed.agents)
    guarded(
      s,
      () => undefined,
      () => {
        for (const queueId of s.directory.agent(agentId)?.queueIds ?? []) s.shown.queues.add(queueId);
      },
    );
}

/** Which story does what: the one place where it is told. */
const table = {
  places: {
    queue: enterQueue,
    flow: enterFlow,
    extension: connectExtension,
    outside: connectOutside,
    voicemail: startMessage,
    flowBack: flowReturned,
    callback: requestCallback,
    offer: offerTo,
    dialled: dialFromPhone,
    callBack: startCallback,
    dialCustomer: startCustomer,
    talk: startTalking,
    consult: startConsult,
    queueAgain: enqueue,
    survey: startSurvey,
    roomEnds: endRoom,
    callbackTimePassed,
    agentLeaves: endSupervisionsOf,
    callEnded: callbackCallEnded,
  },
  legs: {
    customer: sides,
    agent: sides,
    offer,
    connecting: connectingLeg,
    transfer,
    consulted,
    secondLine,
    returning,
    supervisor,
    party,
  },
  phases: {
    arrived,
    flow,
    greeting,
    queued,
    ringing,
    connecting,
    voicemail,
    announcing,
    recordingPrompt,
    ownPhone,
    code,
    callingBack,
    callingAgent,
    dialling,
    talking,
    survey,
  },
  errands: {
    flowTest: testCallAnswered,
    prompt: promptPhoneAnswered,
    code: codePhoneAnswered,
    queue: internalCallerReady,
  },
} satisfies Table;

export const beginStep = (world: World, directory: Directory, now: number, at = now): Step => new Step(table, world, directory, now, at);

type InputOf<T extends Input['type']> = Extract<Input, { type: T }>;

/** What is done with each input. */
const inputs: { readonly [T in Input['type']]: (step: Step, input: InputOf<T>) => void } = {
  // news of the engine
  callArrived,
  testCustomerArrived,
  channelRinging: (s, input) => channelRinging(s, input.channelId),
  channelProgress: (s, input) => channelProgress(s, input.channelId),
  channelAnswered: (s, input) => channelAnswered(s, input.engine, input.channelId),
  channelUp: (s, input) => channelUp(s, input.engine, input.channelId),
  channelGone: (s, input) => channelGone(s, input.channelId, input.cause),
  transferAsked: (s, input) => transferAsked(s, callByChannel(s.world, input.channelId)?.call, input),
  channelReplaced,
  channelHeld: (s, input) => channelHeld(s, input.channelId, input.on),
  channelTalks: (s, input) => {
    if (!partyTalks(s, input.channelId, input.on)) channelHeard(s, input.channelId, input.on);
  },
  legQuality: (s, input) => legEnded(s, input.quality),
  playbackFinished: (s, input) => playbackFinished(s, input.playbackId),
  recordingFinished: (s, input) => recordingEnded(s, input.name, input),
  recordingFailed: (s, input) => recordingEnded(s, input.name, { type: 'recordingFailed', name: input.name, problem: input.problem }),
  messageFinished: (s, input) => messageEnded(s, input.name, { durationMs: input.durationMs }),
  messageFailed: (s, input) => messageEnded(s, input.name, { problem: input.problem }),
  dtmfReceived: (s, input) => keyPressed(s, input.channelId, input.digit),
  serviceAnswered,
  originateFailed: (s, input) => channelGone(s, input.channelId, q850.failure),
  bridgeFailed: (s, input) => bridgeFailed(s, input.callId),
  phone: (s, input) => setPhone(s, input.agentId, input.engine, input.online),
  phoneRegistered: (s, input) => phoneRegistered(s, input.agentId, input.engine),
  engineLost: (s, input) => engineLost(s, input.engine, input.lastHeardAt),
  engineRecovered: (s, input) => engineRecovered(s, input.engine, input.channelIds, input.isBack ?? false, input.lastHeardAt),
  // orders of people
  signIn: (s, input) => signIn(s, input.agentId),
  signOut: (s, input) => signOut(s, input.agentId, input.byAccountId),
  setReady: setReadyByOrder,
  endWrapUp,
  extendWrapUp,
  setNext: (s, input) => setNext(s, input.agentId, input.reason),
  setDisposition,
  customerNamed,
  ringsSilently: (s, input) => ringsSilently(s, input.agentId),
  raiseHand: (s, input) => setHand(s, input.agentId, input.on),
  dial: dialFromPanel,
  hangup: (s, input) => hangUp(s, input.agentId),
  hold: (s, input) => setHeld(s, callOf(s, input.agentId), input.agentId, input.on),
  mute: (s, input) => setMuted(s, input.agentId, input.on),
  dtmf: (s, input) => sendDtmf(s, input.agentId, input.digits),
  sendToSurvey: (s, input) => sendToSurvey(s, callOf(s, input.agentId), input.agentId),
  recordCall: (s, input) => recordByHand(s, callOf(s, input.agentId), input.agentId, input.on),
  consult: (s, input) => startConsult(s, callOf(s, input.agentId), input.agentId, input.number),
  talkWith: (s, input) => talkWith(s, callOf(s, input.agentId), input.agentId, input.with),
  cancelConsult: (s, input) => cancelConsult(s, callOf(s, input.agentId), input.agentId),
  completeConsult: (s, input) => completeConsult(s, callOf(s, input.agentId), input.agentId, input.hangUpCustomer),
  transfer: (s, input) => startTransfer(s, callOf(s, input.agentId), input.agentId, input.number),
  cancelTransfer: (s, input) => cancelTransfer(s, callOf(s, input.agentId), input.agentId),
  reclaim: (s, input) => reclaim(s, input.agentId),
  supervise,
  cancelCallback: (s, input) => cancelCallback(s, input.callbackId),
  testFlow: startTestCall,
  recordPrompt: startPromptRecording,
  startConference,
  inviteToConference,
  callPartyAgain,
  muteParty: muteInConference,
  removeParty: removeFromConference,
  endConference: (s, input) => endConference(s, input.sessionId),
  directoryChanged: (s) => {
    endForbiddenSupervisions(s);
    endImpossible(s);
    directoryChanged(s);
    leaveDeletedQueues(s);
  },
  // time
  tick: (s, input) => tick(s, input.away ?? NOBODY),
};

const handle = <T extends Input['type']>(s: Step, type: T, input: InputOf<T>): void => inputs[type](s, input);

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
  else phaseOf(s, call).served?.(s, call, answer);
}

/** What agents order about themselves has nothing to do with the call they may have. */
const ABOUT_THEMSELVES: ReadonlySet<Input['type']> = new Set<Input['type']>([
  'signIn',
  'signOut',
  'setReady',
  'endWrapUp',
  'extendWrapUp',
  'setNext',
  'raiseHand',
]);

/** Of an order about the agent alone: the agent as they are before it. */
function agentAlone({ world }: Step, input: Input): Owner | undefined {
  if (!ABOUT_THEMSELVES.has(input.type) || !('agentId' in input)) return undefined;
  const { agentId } = input;
  return { kind: 'agent', agentId, before: structuredClone(world.agents.get(agentId)), signsOut: input.type === 'signOut' };
}

/** Whose matter an input is, when it has met an error: what its names lead to, or else what was spoken of last. */
function ownerOf(s: Step, input: Input): Owner | undefined {
  const { world } = s;
  const byId = (id: string | undefined): Owner | undefined => {
    const call = world.calls.get(id ?? '');
    if (call) return { kind: 'call', call };
    const room = world.conferences.get(id ?? '');
    return room && { kind: 'room', room };
  };
  // Its phone may have been taken out just before the error: the index still says whose it was when the step began.
  const byChannel = (channelId: string): Owner | undefined =>
    byId(legByChannel(world, channelId)?.owner.id ?? world.indexes.byChannel.get(channelId));
  const named = () => {
    // A number dialled on the second line belongs to the call on the first.
    if (input.type === 'callArrived') return byId(input.callId) ?? byChannel(input.channelId);
    if ('callId' in input) return byId(input.callId);
    if (input.type === 'cancelCallback') {
      const callback = world.callbacks.get(input.callbackId);
      return callback && { kind: 'callback' as const, callback };
    }
    if ('sessionId' in input) return byId(input.sessionId);
    if ('channelId' in input) return byChannel(input.channelId);
    if (input.type === 'legQuality') return byChannel(input.quality.channelId);
    if (input.type === 'playbackFinished') return byId(callOfSound(world, input.playbackId)?.id);
    // Recordings and messages.
    if ('durationMs' in input || 'problem' in input) return byId(input.name.replace(/-v?\d+$/, ''));
    if ('agentId' in input) {
      const activity = world.agents.get(input.agentId)?.activity;
      return activity && 'callId' in activity ? byId(activity.callId) : undefined;
    }
    return undefined;
  };
  const lastSaid = () => {
    const fact = s.facts.findLast(({ stream }) => stream === 'call');
    return byId(s.commands.at(-1)?.callId) ?? (fact?.stream === 'call' ? byId(fact.callId) : undefined);
  };
  return named() ?? lastSaid();
}
