import type { FlowDefinition, Input } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { linesOf } from './world-view.ts';

// One world for each phase of a call and each thing that goes on beside it: what a restart must be able to go on with.

/** Plays to the moment at which the world is looked at. `c` is the centre, `id` the call that a customer began. */
interface Scene {
  /** Things of the directory that differ from those of most scenes. */
  queue?: ConstructorParameters<typeof CallCentre>[1];
  play(centre: CallCentre): void;
}

const OUTSIDE = '13900000000';

const FLOW: FlowDefinition = {
  nodes: [
    { id: 'start', kind: 'start' },
    { id: 'menu', kind: 'menu', keys: ['1', '2', '3'], sounds: [], timeoutS: 8, retries: 1, invalidSound: null, noInputSound: null },
    { id: 'say', kind: 'play', sounds: [{ kind: 'speech', text: 'Hello {{caller}}', language: 'en' }], interruptible: false },
    {
      id: 'ask',
      kind: 'http',
      method: 'GET',
      url: 'https://crm.example/{{caller}}',
      headers: [],
      body: '',
      timeoutS: 5,
      mapping: [{ path: 'name', variable: 'name' }],
    },
    { id: 'queue', kind: 'queue', queueId: 'q1', priority: 3, skills: [], skipGreeting: true },
  ],
  edges: [
    { from: 'start', exit: 'next', to: 'menu' },
    { from: 'menu', exit: '1', to: 'queue' },
    { from: 'menu', exit: '2', to: 'ask' },
    { from: 'menu', exit: '3', to: 'say' },
  ],
  defaultNode: null,
  language: 'en',
};

/** A call centre of four agents, a flow under 3000, a direct number 2004 and an outside one under 3999. */
export function sceneCentre({ queue = {} }: Scene): CallCentre {
  const centre = new CallCentre(4, { wrapUpS: 20, overflow: [{ kind: 'extension', agentId: 'a4' }], ...queue });
  centre.directory.flows.set('f1', { tenantId: 't1', version: 1, definition: FLOW });
  centre.directory.routes.set('3000', { kind: 'flow', flowId: 'f1' });
  centre.directory.routes.set('2004', { kind: 'extension', agentId: 'a4' });
  centre.directory.routes.set('3999', { kind: 'outside', number: OUTSIDE });
  centre.directory.routes.set('3500', { kind: 'voicemail', queueId: 'q1' });
  centre.directory.routes.set('3600', { kind: 'hangup', promptId: 'p1' });
  centre.directory.change('a3', { leads: 'everybody' });
  return centre;
}

const up = (c: CallCentre, channelId: string | null | undefined): void =>
  void c.take({ type: 'channelUp', engine: ENGINE, channelId: channelId ?? 'none' });
const gone = (c: CallCentre, channelId: string | null | undefined, cause = 16): void =>
  void c.take({ type: 'channelGone', channelId: channelId ?? 'none', cause });
/** The phone that was rung last. */
function lastRung(c: CallCentre): string {
  const rung = c.commands.findLast((command) => command.do === 'originate');
  return rung?.do === 'originate' ? rung.channelId : 'none';
}
const order = (c: CallCentre, input: Input): void => void c.take(input);

/** Everybody is there; a customer talks with a1. */
function talks(c: CallCentre): string {
  c.agentIsReady('a1');
  const id = c.customerWaits();
  c.offeredAgentAnswers(id);
  for (const agentId of ['a2', 'a3', 'a4']) c.agentIsReady(agentId);
  c.now += 7000;
  return id;
}

function isLost(c: CallCentre, id: string): void {
  c.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: false });
  gone(c, linesOf(c.call(id)).main, 44);
}

function callback(c: CallCentre): void {
  const id = c.customerWaits();
  c.untilNextDeadline();
  c.soundEnds(id);
  c.presses(id, '2');
  c.soundEnds(id);
}
const CALLBACK = { callbackEnabled: true, callbackAfterS: 5 } as const;

const startConference: Input = {
  type: 'startConference',
  sessionId: 's1',
  conferenceId: 'k1',
  tenantId: 't1',
  name: 'Weekly',
  recorded: true,
  agentIds: ['a1', 'a2', 'a3'],
  byAccountId: 'a1',
};

export const SCENES: Readonly<Record<string, Scene>> = {
  greeting: { play: (c) => void c.customerRings() },
  queued: { play: (c) => void c.customerWaits() },
  'queued, an announcement plays': {
    queue: {
      announcePosition: true,
      voicemailEnabled: true,
      prompts: { greeting: 'sound:g', maxWait: 'sound:m', periodic: null, music: 'sound:music' },
    },
    play: (c) => {
      c.customerWaits();
      c.untilNextDeadline();
    },
  },
  'queued by an IVR': {
    play: (c) => {
      c.presses(c.customerRings('3000'), '1');
    },
  },
  ringing: {
    play: (c) => {
      c.agentIsReady('a1');
      c.customerWaits();
    },
  },
  'ringing everywhere, one phone lost': {
    queue: { strategy: 'ringAll' },
    play: (c) => {
      for (const agentId of ['a1', 'a2', 'a3']) c.agentIsReady(agentId);
      const id = c.customerWaits();
      c.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
      gone(c, c.call(id)?.offers[1]?.channelId, 20);
    },
  },
  'flow, keys': { play: (c) => void c.customerRings('3000') },
  'flow, a look-up': { play: (c) => c.presses(c.customerRings('3000'), '2') },
  'flow, speech': { play: (c) => c.presses(c.customerRings('3000'), '3') },
  'connecting an extension': {
    play: (c) => {
      c.agentIsReady('a4');
      c.customerRings('2004');
    },
  },
  'connecting, the phone lost': {
    play: (c) => {
      c.agentIsReady('a4');
      c.customerRings('2004');
      c.take({ type: 'phone', engine: ENGINE, agentId: 'a4', online: false });
      gone(c, lastRung(c), 20);
    },
  },
  'connecting an outside number': { play: (c) => void c.customerRings('3999') },
  'voicemail, told how': { play: (c) => void c.customerRings('3500') },
  'voicemail, recording': { play: (c) => c.soundEnds(c.customerRings('3500')) },
  'a last word': { play: (c) => void c.customerRings('3600') },
  'a callback waits': { queue: CALLBACK, play: callback },
  'a callback, the agent rings': {
    queue: CALLBACK,
    play: (c) => {
      callback(c);
      c.agentIsReady('a1');
      c.wait(6000);
    },
  },
  'a callback, the customer rings': {
    queue: CALLBACK,
    play: (c) => {
      callback(c);
      c.agentIsReady('a1');
      c.wait(6000);
      up(c, lastRung(c));
    },
  },
  'a callback, the customer first': {
    queue: { ...CALLBACK, callbackMode: 'customerFirst' },
    play: (c) => {
      callback(c);
      c.agentIsReady('a1');
      c.wait(6000);
    },
  },
  'a callback, the customer is greeted': {
    queue: { ...CALLBACK, callbackMode: 'customerFirst' },
    play: (c) => {
      callback(c);
      c.agentIsReady('a1');
      c.wait(6000);
      up(c, lastRung(c));
    },
  },
  'a code, its setting is being kept': {
    play: (c) => {
      c.agentIsReady('a1');
      c.silentServices = true;
      c.phoneDials('a1', '*78');
    },
  },
  'a code, echo': {
    play: (c) => {
      c.agentIsReady('a1');
      c.phoneDials('a1', '*43');
    },
  },
  'a code of the panel rings': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'dial', callId: 'd1', agentId: 'a1', number: '*98' });
    },
  },
  'a prompt, its phone rings': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'recordPrompt', callId: 'd1', agentId: 'a1', promptId: 'p1', language: 'en' });
    },
  },
  'a prompt, recording': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'recordPrompt', callId: 'd1', agentId: 'a1', promptId: 'p1', language: 'en' });
      up(c, lastRung(c));
      c.soundEnds('d1');
    },
  },
  'a draft is tried, its phone rings': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, {
        type: 'testFlow',
        callId: 'd1',
        agentId: 'a1',
        flowId: 'f9',
        definition: FLOW,
        callerNumber: '138',
        calledNumber: '4001',
      });
    },
  },
  'a draft is tried': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, {
        type: 'testFlow',
        callId: 'd1',
        agentId: 'a1',
        flowId: 'f9',
        definition: FLOW,
        callerNumber: '138',
        calledNumber: '4001',
      });
      up(c, lastRung(c));
    },
  },
  'a colleague calls the queue, their phone rings': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'dial', callId: 'd1', agentId: 'a1', number: '8701' });
    },
  },
  'a colleague waits in the queue': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'dial', callId: 'd1', agentId: 'a1', number: '8701' });
      up(c, lastRung(c));
    },
  },
  'calling the agent': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'dial', callId: 'd1', agentId: 'a1', number: OUTSIDE });
    },
  },
  'dialling outside': {
    play: (c) => {
      c.agentIsReady('a1');
      order(c, { type: 'dial', callId: 'd1', agentId: 'a1', number: OUTSIDE });
      up(c, lastRung(c));
      c.take({ type: 'channelRinging', channelId: lastRung(c) });
    },
  },
  'dialling a colleague': {
    play: (c) => {
      for (const agentId of ['a1', 'a2']) c.agentIsReady(agentId);
      order(c, { type: 'dial', callId: 'd1', agentId: 'a1', number: '8002' });
      up(c, lastRung(c));
    },
  },
  'dialling on the phone': {
    play: (c) => {
      c.agentIsReady('a1');
      c.phoneDials('a1', OUTSIDE);
    },
  },
  'talking inside the house': {
    play: (c) => {
      for (const agentId of ['a1', 'a2']) c.agentIsReady(agentId);
      c.phoneDials('a1', '8002');
      up(c, lastRung(c));
      order(c, { type: 'mute', agentId: 'a2', on: true });
    },
  },
  talking: { play: (c) => void talks(c) },
  'talking, on hold and muted': {
    play: (c) => {
      talks(c);
      order(c, { type: 'mute', agentId: 'a1', on: true });
      order(c, { type: 'hold', agentId: 'a1', on: true });
    },
  },
  'a consultation rings': {
    play: (c) => {
      talks(c);
      order(c, { type: 'consult', agentId: 'a1', number: '8002' });
    },
  },
  'a consultation with an outside number': {
    play: (c) => {
      talks(c);
      order(c, { type: 'consult', agentId: 'a1', number: OUTSIDE });
      up(c, lastRung(c));
      order(c, { type: 'talkWith', agentId: 'a1', with: 'customer' });
    },
  },
  'three in a call': {
    play: (c) => {
      talks(c);
      order(c, { type: 'consult', agentId: 'a1', number: '8002' });
      up(c, lastRung(c));
      order(c, { type: 'talkWith', agentId: 'a1', with: 'all' });
    },
  },
  'a consultation on the second line': {
    play: (c) => {
      talks(c);
      c.phoneDials('a1', '8002');
      up(c, lastRung(c));
    },
  },
  'the customer has left two of them': {
    play: (c) => {
      const id = talks(c);
      order(c, { type: 'consult', agentId: 'a1', number: '8002' });
      up(c, lastRung(c));
      order(c, { type: 'talkWith', agentId: 'a1', with: 'all' });
      c.customerHangsUp(id);
    },
  },
  'the agent is absent': { play: (c) => isLost(c, talks(c)) },
  'the agent is absent, their phone rings again': {
    play: (c) => {
      isLost(c, talks(c));
      c.now += 5000;
      c.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: true });
    },
  },
  'the agent is absent while a consultation rings': {
    play: (c) => {
      const id = talks(c);
      order(c, { type: 'consult', agentId: 'a1', number: '8002' });
      c.now += 5000;
      isLost(c, id);
    },
  },
  'a transfer rings': {
    play: (c) => {
      talks(c);
      order(c, { type: 'transfer', agentId: 'a1', number: '8002' });
    },
  },
  'a transfer outside rings, the agent has left': {
    play: (c) => {
      const id = talks(c);
      order(c, { type: 'transfer', agentId: 'a1', number: OUTSIDE });
      c.agentHangsUp(id);
    },
  },
  'a supervisor rings': {
    play: (c) => {
      talks(c);
      order(c, { type: 'supervise', supervisorId: 'a3', agentId: 'a1', mode: 'listen' });
    },
  },
  'a supervisor whispers, another has barged in': {
    play: (c) => {
      talks(c);
      c.directory.change('a4', { leads: 'everybody' });
      order(c, { type: 'supervise', supervisorId: 'a3', agentId: 'a1', mode: 'whisper' });
      up(c, lastRung(c));
      order(c, { type: 'supervise', supervisorId: 'a4', agentId: 'a1', mode: 'barge' });
      up(c, lastRung(c));
    },
  },
  'a supervisor is away': {
    play: (c) => {
      talks(c);
      order(c, { type: 'supervise', supervisorId: 'a3', agentId: 'a1', mode: 'listen' });
      up(c, lastRung(c));
      c.take({ type: 'phone', engine: ENGINE, agentId: 'a3', online: false });
      gone(c, lastRung(c), 44);
    },
  },
  survey: {
    queue: { satisfaction: 'automatic' },
    play: (c) => c.agentHangsUp(talks(c)),
  },
  'wrap-up': { play: (c) => c.customerHangsUp(talks(c)) },
  'wrap-up, a disposition is owed': {
    queue: { dispositions: ['done'], dispositionRequired: true },
    play: (c) => c.customerHangsUp(talks(c)),
  },
  'a conference': {
    play: (c) => {
      for (const agentId of ['a1', 'a2', 'a3']) c.agentIsReady(agentId);
      order(c, startConference);
      const channelOf = (n: number) => c.world.conferences.get('s1')?.legs[n]?.channelId;
      up(c, channelOf(0));
      up(c, channelOf(1));
      c.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
      gone(c, channelOf(1), 44);
      order(c, { type: 'inviteToConference', sessionId: 's1', agentIds: [], number: OUTSIDE, byAccountId: 'a1' });
    },
  },
};
