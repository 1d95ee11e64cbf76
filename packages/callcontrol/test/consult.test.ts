import { describe, expect, it } from 'vitest';
import type { QueueConfig, Refusal } from '../src/testing.ts';
import { RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

/** A customer talks with a1; a2 and a3 are free. */
function conversation(queue: Partial<QueueConfig> = {}) {
  const centre = new CallCentre(3, queue);
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  centre.agentIsReady('a2');
  centre.agentIsReady('a3');
  centre.commands.length = 0;
  const consults = (number = '8002') => centre.take({ type: 'consult', agentId: 'a1', number });
  const answers = () => centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.call(callId)?.consult?.channelId ?? '' });
  const goes = (channelId: string | null | undefined, cause = 16) =>
    centre.take({ type: 'channelGone', channelId: channelId ?? 'none', cause });
  const talkWith = (whom: 'customer' | 'consulted' | 'all') => centre.take({ type: 'talkWith', agentId: 'a1', with: whom });
  const facts = () => centre.callFacts(callId).map((fact) => fact.type);
  return { centre, callId, consults, answers, goes, talkWith, facts, call: () => centre.call(callId) };
}

function refusal(order: () => void): Refusal | undefined {
  try {
    order();
  } catch (error) {
    if (error instanceof RefusedError) return error.code;
    throw error;
  }
  return undefined;
}

describe('an order with a number that cannot be dialled', () => {
  it.each(['dial', 'consult', 'transfer'] as const)('is refused with that number, so that the agent reads it: %s', (type) => {
    const { centre } = conversation();
    const agentId = type === 'dial' ? 'a2' : 'a1';
    const order = () => centre.take(type === 'dial' ? { type, callId: 'x', agentId, number: '12' } : { type, agentId, number: '12' });
    expect(order).toThrow(expect.objectContaining({ code: 'panel.numberInvalid', params: { number: '12' } }));
  });
});

describe('PAN-2: an agent consults', () => {
  it('the customer hears music, the agent hears it ring, then both talk; afterwards he is with the customer again', () => {
    const { centre, callId, consults, answers, call, facts } = conversation();
    consults();
    expect(centre.done(callId)).toEqual(['leaveBridge', 'startMusic', 'leaveBridge', 'play', 'originate']);
    expect(centre.shown('a2')?.state).toBe('ringing');
    centre.commands.length = 0;
    answers();
    expect(centre.done(callId)).toEqual(['stopPlayback', 'joinBridge', 'joinBridge']);
    expect(call()).toMatchObject({ held: true, agentId: 'a1', consult: { state: 'talking', with: 'consulted', agentId: 'a2' } });
    centre.take({ type: 'cancelConsult', agentId: 'a1' });
    expect(call()).toMatchObject({ held: false, consult: null, agentId: 'a1' });
    expect(centre.shown('a2')?.state).toBe('idle');
    expect(facts()).toEqual(expect.arrayContaining(['consultStarted', 'held', 'consultAnswered', 'consultEnded', 'resumed']));
  });

  it('whoever is on a call, is not there, or does not want to be disturbed, cannot be asked', () => {
    const { centre, consults } = conversation();
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
    expect(refusal(() => consults())).toBe('panel.targetBusy');
    centre.directory.change('a3', { doNotDisturb: true });
    expect(refusal(() => consults('8003'))).toBe('panel.targetBusy');
    expect(refusal(() => consults('8701'))).toBe('panel.numberInvalid');
    expect(centre.commands).toEqual([]);
  });

  it('who is asked and does not answer, declines or leaves gives the customer back', () => {
    for (const end of ['noAnswer', 'declines', 'leaves'] as const) {
      const { centre, consults, answers, call, goes } = conversation();
      consults();
      if (end === 'leaves') answers();
      if (end === 'noAnswer') centre.wait(36_000);
      else if (end === 'declines') centre.take({ type: 'hangup', agentId: 'a2' });
      else goes(call()?.consult?.channelId);
      expect(call(), end).toMatchObject({ held: false, consult: null, agentId: 'a1', phase: 'talking' });
      expect(centre.shown('a2')?.state, end).toBe('idle');
    }
  });
});

describe('PAN-3: an agent passes the customer on', () => {
  it('after the answer: the consulted one has him, the first has time for notes, and each one’s talk is his own', () => {
    const { centre, consults, answers, call, goes, facts } = conversation({ wrapUpS: 30 });
    const agentChannel = call()?.agentChannelId;
    consults();
    answers();
    centre.take({ type: 'completeConsult', agentId: 'a1', hangUpCustomer: false });
    expect(call()).toMatchObject({ agentId: 'a2', held: false, consult: null });
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['wrapUp', 'talking']);
    goes(agentChannel);
    expect(call()?.agentId).toBe('a2');
    expect(facts()).toContain('transferred');
    // What the second one does is his own.
    centre.now += 60_000;
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect(centre.world.agents.get('a2')?.taken.q1).toMatchObject({ calls: 1, talkMs: 60_000 });
  });

  it('before the answer it would hang up on the customer, and is refused unless that is meant', () => {
    const { centre, callId, consults, call } = conversation();
    consults();
    const complete = (hangUpCustomer: boolean) => centre.take({ type: 'completeConsult', agentId: 'a1', hangUpCustomer });
    expect(refusal(() => complete(false))).toBe('panel.consultNotAnswered');
    expect(call()?.phase).toBe('talking');
    complete(true);
    expect(centre.ending(callId)).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
    expect(centre.shown('a2')?.state).toBe('idle');
  });

  it('by hanging up the phone while the consulted one is on the line', () => {
    const { consults, answers, call, goes } = conversation();
    consults();
    answers();
    goes(call()?.agentChannelId);
    expect(call()).toMatchObject({ agentId: 'a2', held: false, phase: 'talking' });
  });
});

describe('PAN-4: three talk', () => {
  function threeWay() {
    const story = conversation({ wrapUpS: 30 });
    story.consults();
    story.answers();
    story.talkWith('all');
    return story;
  }

  it('and whoever asked may leave: the two others go on', () => {
    const { centre, call, goes } = threeWay();
    expect(call()).toMatchObject({ held: false, consult: { with: 'all' } });
    goes(call()?.agentChannelId);
    expect(call()).toMatchObject({ agentId: 'a2', consult: null, phase: 'talking' });
    expect(centre.shown('a1')?.state).toBe('wrapUp');
  });

  it('the consulted one may leave', () => {
    const { centre, call, goes } = threeWay();
    goes(call()?.consult?.channelId);
    expect(call()).toMatchObject({ agentId: 'a1', consult: null, held: false });
    // He was asked and has served nobody: no notes to write.
    expect(centre.shown('a2')?.state).toBe('idle');
  });

  it('the customer may leave: his call is over then, and is one record', () => {
    const { centre, callId, call, goes, facts } = threeWay();
    goes(call()?.customerChannelId);
    expect(call()).toMatchObject({ customerLeftAt: centre.now, agentId: 'a1', consult: { agentId: 'a2' } });
    expect(facts()).toContain('customerLeft');
    // What they say now is between them.
    expect(facts()).toContain('recordingStopped');
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect(centre.ending(callId)).toHaveLength(1);
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['wrapUp', 'idle']);
  });

  it('and may turn to one another and back', () => {
    const { call, talkWith } = threeWay();
    talkWith('customer');
    expect(call()).toMatchObject({ held: false, consult: { with: 'customer' } });
    talkWith('consulted');
    expect(call()).toMatchObject({ held: true, consult: { with: 'consulted' } });
    talkWith('all');
    expect(call()).toMatchObject({ held: false, consult: { with: 'all' } });
  });
});

describe('on the desk phone', () => {
  it('the second line consults, and an attended transfer passes the customer on', () => {
    const { centre, call, answers, goes } = conversation();
    const main = call()?.agentChannelId ?? '';
    centre.take({ type: 'channelHeld', channelId: main, on: true });
    const secondCall = centre.phoneDials('a1', '8002');
    expect(call()?.consult).toMatchObject({ agentId: 'a2', state: 'ringing', own: { channelId: `phone-${secondCall}` } });
    answers();
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: main, destination: '8002', replaces: `phone-${secondCall}` });
    expect(centre.commands.filter((command) => command.do === 'tellTransfer')).toMatchObject([{ state: 'channel_answered' }]);
    expect(call()).toMatchObject({ agentId: 'a2', held: false, consult: null });
    goes(main);
    goes(`phone-${secondCall}`);
    expect(call()).toMatchObject({ agentId: 'a2', phase: 'talking' });
  });

  it('a transfer asked for while the second line rings: it rings for the customer, and the agent may go', () => {
    const { centre, call, goes } = conversation();
    const main = call()?.agentChannelId ?? '';
    centre.take({ type: 'channelHeld', channelId: main, on: true });
    const secondCall = centre.phoneDials('a1', '8002');
    const ringing = call()?.consult?.channelId ?? '';
    centre.commands.length = 0;
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: main, destination: '8002', replaces: `phone-${secondCall}` });
    expect(centre.commands.map(({ callId: _c, engine: _e, ...order }) => order)).toEqual([
      { do: 'hangup', channelId: `phone-${secondCall}`, reason: 'normal' },
      { do: 'tellTransfer', channelId: main, state: 'channel_progress' },
      { do: 'stopMusic', channelId: call()?.customerChannelId },
      expect.objectContaining({ do: 'play', channelId: call()?.customerChannelId, playbackId: `${ringing}-ringback` }),
    ]);
    // The phone lets go of both of its lines.
    goes(`phone-${secondCall}`);
    goes(main);
    expect(call()).toMatchObject({ agentId: null, consult: null, transfer: { agentId: 'a2' } });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: ringing });
    expect(call()).toMatchObject({ agentId: 'a2', phase: 'talking', held: false, transfer: null });
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['idle', 'talking']);
  });

  it('a transfer asked for while the second line rings, and nobody answers: the agent who has stayed has the customer', () => {
    const { centre, call, goes } = conversation();
    const main = call()?.agentChannelId ?? '';
    centre.take({ type: 'channelHeld', channelId: main, on: true });
    const secondCall = centre.phoneDials('a1', '8002');
    const ringing = call()?.consult?.channelId ?? '';
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: main, destination: '8002', replaces: `phone-${secondCall}` });
    goes(`phone-${secondCall}`);
    centre.take({ type: 'channelGone', channelId: ringing, cause: 19 });
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'tellTransfer', channelId: main, state: 'channel_unavailable' }));
    expect(call()).toMatchObject({ agentId: 'a1', phase: 'talking', held: false, transfer: null, consult: null });
  });

  it('the second line ends: the customer is where the phone has him', () => {
    const { centre, call, answers, goes } = conversation();
    centre.take({ type: 'channelHeld', channelId: call()?.agentChannelId ?? '', on: true });
    const secondCall = centre.phoneDials('a1', '8002');
    answers();
    goes(`phone-${secondCall}`);
    expect(call()).toMatchObject({ held: true, consult: null, agentId: 'a1' });
    centre.take({ type: 'channelHeld', channelId: call()?.agentChannelId ?? '', on: false });
    expect(call()?.held).toBe(false);
  });
});

describe('PAN-5: a blind transfer from the console', () => {
  it('rings for the customer, may be cancelled, and comes back when nobody answers', () => {
    const { centre, call, goes } = conversation();
    const transfer = () => centre.take({ type: 'transfer', agentId: 'a1', number: '8002' });
    transfer();
    expect(centre.shown('a2')?.state).toBe('ringing');
    centre.take({ type: 'cancelTransfer', agentId: 'a1' });
    expect(call()).toMatchObject({ transfer: null, agentId: 'a1', phase: 'talking' });
    transfer();
    goes(call()?.transfer?.channelId, 19);
    expect(call()).toMatchObject({ transfer: null, agentId: 'a1', phase: 'talking' });
    transfer();
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.transfer?.channelId ?? '' });
    expect(call()).toMatchObject({ transfer: null, agentId: 'a2' });
    // No phone asked for it: none is told.
    expect(centre.commands.filter((command) => command.do === 'tellTransfer')).toEqual([]);
  });

  it('is for the agent who has the customer, and for one thing at a time', () => {
    const { centre, consults } = conversation();
    consults();
    expect(refusal(() => centre.take({ type: 'transfer', agentId: 'a1', number: '8003' }))).toBe('panel.consulting');
    expect(refusal(() => centre.take({ type: 'transfer', agentId: 'a2', number: '8003' }))).toBe('panel.notYourCall');
    expect(refusal(() => centre.take({ type: 'hold', agentId: 'a1', on: true }))).toBe('panel.consulting');
  });
});
