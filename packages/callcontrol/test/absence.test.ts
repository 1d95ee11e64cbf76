import { describe, expect, it } from 'vitest';
import type { QueueConfig } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

/** A customer talks with a1, whose phone will be lost; a2 is free. */
function conversation(queue: Partial<QueueConfig> = {}) {
  const centre = new CallCentre(2, queue);
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  const call = () => centre.call(callId);
  const isLost = (cause = 44) => centre.take({ type: 'channelGone', channelId: call()?.agentChannelId ?? '', cause });
  const phone = (online: boolean) => centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online });
  const answers = () => centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.absence?.channelId ?? 'none' });
  return { centre, callId, call, isLost, phone, answers, facts: () => centre.callFacts(callId).map((fact) => fact.type) };
}

describe('PAN-11c: the phone of whom a customer calls directly is lost while it rings', () => {
  function ringing() {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    centre.directory.routes.set('8888', { kind: 'extension', agentId: 'a1' });
    const callId = centre.customerRings('8888');
    const phone = (online: boolean) => centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online });
    const channelId = () => centre.call(callId)?.connecting?.channelId ?? 'none';
    phone(false);
    centre.take({ type: 'channelGone', channelId: channelId(), cause: 34 });
    return { centre, callId, phone, channelId };
  }

  it('his page that is loaded again rings again, and the caller hears nothing of it', () => {
    const { centre, callId, phone, channelId } = ringing();
    expect(centre.call(callId)?.phase).toBe('connecting');
    const first = channelId();
    centre.wait(2000);
    phone(true);
    expect(channelId()).not.toBe(first);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: channelId() });
    expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a1' });
    expect(centre.callFacts(callId).filter((fact) => fact.type === 'connecting')).toHaveLength(1);
  });

  it('one that asks for the call while the old page still rings has it, and the old one is silent', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    centre.directory.routes.set('8888', { kind: 'extension', agentId: 'a1' });
    const callId = centre.customerRings('8888');
    const first = centre.call(callId)?.connecting?.channelId;
    centre.take({ type: 'reclaim', agentId: 'a1' });
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId: first }));
    expect(centre.call(callId)?.connecting?.channelId).not.toBe(first);
  });

  it('one that does not come back cannot be reached: the caller is told so', () => {
    const { centre, callId } = ringing();
    centre.wait(7000);
    expect(centre.call(callId)).toMatchObject({ phase: 'announcing', connecting: null, parting: { reason: 'unreachable' } });
    expect(centre.world.agents.get('a1')?.activity.kind).toBe('none');
  });
});

describe('PAN-11c: an agent’s phone is lost while it rings', () => {
  function ringing() {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const callId = centre.customerWaits();
    const phone = (online: boolean) => centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online });
    const channelId = () => centre.call(callId)?.offers[0]?.channelId ?? 'none';
    const isGone = (cause = 34) => centre.take({ type: 'channelGone', channelId: channelId(), cause });
    return { centre, callId, phone, channelId, isGone };
  }

  it('a page that is loaded again rings again, and has missed nothing', () => {
    const { centre, callId, phone, channelId, isGone } = ringing();
    const first = channelId();
    phone(false);
    isGone();
    expect(centre.shown('a1')?.state).toBe('ringing');
    centre.wait(2000);
    phone(true);
    expect(channelId()).not.toBe(first);
    centre.offeredAgentAnswers(callId);
    expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a1' });
    expect(centre.callFacts(callId).filter((fact) => fact.type === 'offered')).toHaveLength(1);
  });

  it('one that does not come back cannot be reached, and the caller waits for the next agent', () => {
    const { centre, callId, phone, isGone } = ringing();
    phone(false);
    isGone();
    centre.wait(7000);
    expect(centre.call(callId)).toMatchObject({ phase: 'queued', offers: [] });
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:unreachable' });
  });

  it('a phone that is there and refuses is not waited for', () => {
    const { centre, callId, isGone } = ringing();
    isGone(20);
    expect(centre.call(callId)?.phase).toBe('queued');
  });

  it('a caller who has had enough ends all of it', () => {
    const { centre, callId, phone, isGone } = ringing();
    phone(false);
    isGone();
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toHaveLength(1);
    phone(true);
    expect(centre.shown('a1')?.state).toBe('idle');
  });
});

describe('PAN-11c, promise 4: an agent’s phone is lost in a call', () => {
  it('the customer hears music, the phone is rung as soon as it is there, and it is the same call and the same recording', () => {
    const { centre, callId, call, isLost, phone, answers, facts } = conversation();
    phone(false);
    isLost();
    expect(call()).toMatchObject({ phase: 'talking', agentId: 'a1', held: true, absence: { channelId: null } });
    expect(centre.shown('a1')?.state).toBe('talking');
    centre.commands.length = 0;
    phone(true);
    expect(centre.done(callId)).toEqual(['originate']);
    answers();
    expect(centre.done(callId)).toEqual(['originate', 'joinBridge', 'stopMusic', 'joinBridge']);
    expect(call()).toMatchObject({ held: false, absence: null, agentId: 'a1' });
    expect(facts()).toEqual(expect.arrayContaining(['agentLost', 'agentReturned']));
    expect(facts().filter((type) => type === 'recordingStarted')).toHaveLength(1);
  });

  it('a phone that registers anew before its old contact is known to be dead is rung there', () => {
    const { centre, callId, call, isLost, answers } = conversation();
    isLost();
    const dead = call()?.absence?.channelId;
    expect(dead, 'its registration is still believed').not.toBeNull();
    centre.wait(5000);
    centre.commands.length = 0;
    // The engine tells of the contact, and then of the phone.
    for (let news = 0; news < 2; news++) centre.take({ type: 'phoneRegistered', engine: ENGINE, agentId: 'a1' });
    expect(centre.done(callId)).toEqual(['hangup', 'originate']);
    centre.take({ type: 'channelGone', channelId: dead ?? '', cause: 20 });
    answers();
    expect(call()).toMatchObject({ held: false, absence: null, agentId: 'a1' });
  });

  it('a customer who was on hold stays on hold', () => {
    const { centre, call, isLost, answers } = conversation();
    centre.take({ type: 'hold', agentId: 'a1', on: true });
    isLost();
    answers();
    expect(call()).toMatchObject({ held: true, absence: null });
  });

  it('whoever hangs up has hung up: a goodbye is no loss', () => {
    const { centre, callId, isLost } = conversation();
    isLost(16);
    expect(centre.ending(callId)).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });

  it('who does not come back loses the customer to the queue, where he has the time he has waited', () => {
    const { centre, callId, call, phone, isLost, facts } = conversation();
    const enqueuedAt = call()?.enqueuedAt;
    phone(false);
    isLost();
    centre.agentIsReady('a2');
    centre.wait(50_000);
    expect(centre.ending(callId)).toEqual([]);
    expect(call()).toMatchObject({ phase: 'ringing', enqueuedAt, offers: [{ agentId: 'a2' }] });
    expect(facts()).toContain('agentGivenUp');
    centre.offeredAgentAnswers(callId);
    expect(call()).toMatchObject({ agentId: 'a2', phase: 'talking' });
  });

  it('while another one is asked: he has the customer', () => {
    const { centre, call, isLost, phone } = conversation();
    centre.agentIsReady('a2');
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.consult?.channelId ?? '' });
    phone(false);
    isLost();
    centre.wait(50_000);
    expect(call()).toMatchObject({ agentId: 'a2', held: false, consult: null, phase: 'talking' });
  });

  describe.each([
    ['of a queue', '1000'],
    ['of a direct number', '2001'],
  ])('given up while a consultation is under way, in a call %s', (_of, called) => {
    /** How the agent is given up. */
    const declines = (centre: CallCentre, callId: string) =>
      centre.take({ type: 'channelGone', channelId: centre.call(callId)?.absence?.channelId ?? 'none', cause: 21 });
    const talking = () => {
      const centre = new CallCentre(3);
      centre.directory.routes.set('2001', { kind: 'extension', agentId: 'a1' });
      for (const agentId of ['a2', 'a3']) centre.directory.change(agentId, { queueIds: [] });
      centre.agentIsReady('a1');
      const callId = centre.customerWaits(called);
      const { offers, connecting } = centre.call(callId) ?? expect.fail();
      centre.take({ type: 'channelUp', engine: ENGINE, channelId: offers[0]?.channelId ?? connecting?.channelId ?? 'none' });
      centre.agentIsReady('a2');
      centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
      return { centre, callId, asked: centre.call(callId)?.consult?.channelId ?? 'none' };
    };
    const isLost = (centre: CallCentre, callId: string) =>
      centre.take({ type: 'channelGone', channelId: centre.call(callId)?.agentChannelId ?? 'none', cause: 44 });

    it('while it rings: that phone falls silent, and the customer goes where those of a lost agent go', () => {
      const { centre, callId, asked } = talking();
      isLost(centre, callId);
      declines(centre, callId);
      expect(centre.ending(callId)).toEqual([]);
      expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId: asked }));
      expect(centre.call(callId)).toMatchObject({ consult: null, absence: null, agentId: null, notReached: null });
      if (called === '1000') expect(centre.call(callId)).toMatchObject({ phase: 'queued', queueId: 'q1' });
      else {
        expect(centre.heard(callId)).toEqual(['zh/not-available']);
        centre.soundEnds(callId);
        expect(centre.ending(callId)).toMatchObject([{ reason: 'agentUnreachable', endedBy: 'system' }]);
      }
      expect(centre.shown('a2')?.state).toBe('idle');
      const facts = centre.callFacts(callId);
      expect(facts.find((fact) => fact.type === 'consultEnded')).toMatchObject({ outcome: 'cancelled' });
      expect(facts.filter((fact) => fact.type === 'agentGivenUp')).toHaveLength(1);
    });

    it('after the answer: whom they asked has the customer', () => {
      const { centre, callId, asked } = talking();
      centre.take({ type: 'channelUp', engine: ENGINE, channelId: asked });
      isLost(centre, callId);
      declines(centre, callId);
      expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a2', consult: null, held: false });
    });

    it('while their page is loading again, too: it rings no more, and the customer is not lost with it', () => {
      const { centre, callId, asked } = talking();
      centre.take({ type: 'channelUp', engine: ENGINE, channelId: asked });
      centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: false });
      isLost(centre, callId);
      centre.wait(40_000);
      centre.take({ type: 'reclaim', agentId: 'a2' });
      centre.wait(6_000);
      expect(centre.ending(callId)).toEqual([]);
      expect(centre.call(callId)).toMatchObject({ consult: null, absence: null, agentId: null });
      expect(centre.shown('a2')?.state).toBe('idle');
    });
  });

  it('the customer may hang up meanwhile', () => {
    const { centre, callId, isLost } = conversation();
    isLost();
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
    expect(centre.shown('a1')?.state).not.toBe('talking');
  });

  it('a page that was loaded again asks for its call, in the conversation and while it rings', () => {
    const { centre, callId, call } = conversation();
    const before = call()?.agentChannelId;
    centre.commands.length = 0;
    centre.take({ type: 'reclaim', agentId: 'a1' });
    expect(centre.done(callId)).toEqual(['hangup', 'leaveBridge', 'startMusic', 'originate']);
    // The old phone's goodbye comes late and means nothing.
    centre.take({ type: 'channelGone', channelId: before ?? '', cause: 16 });
    expect(call()?.absence).not.toBeNull();
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.absence?.channelId ?? '' });
    expect(call()).toMatchObject({ absence: null, held: false });

    centre.agentIsReady('a2');
    const second = centre.customerWaits();
    const first = centre.call(second)?.offers[0]?.channelId;
    centre.take({ type: 'reclaim', agentId: 'a2' });
    const again = centre.call(second)?.offers[0]?.channelId;
    expect(again).not.toBe(first);
    centre.take({ type: 'channelGone', channelId: first ?? '', cause: 16 });
    expect(centre.call(second)?.phase).toBe('ringing');
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: again ?? '' });
    expect(centre.call(second)).toMatchObject({ phase: 'talking', agentId: 'a2' });
  });
});
