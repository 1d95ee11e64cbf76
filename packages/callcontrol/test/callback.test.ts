import { describe, expect, it } from 'vitest';
import type { QueueConfig } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { seen } from './world-view.ts';

/** A customer who has asked to be called back and has hung up. */
function asked(queue: Partial<QueueConfig> = {}) {
  const centre = new CallCentre(2, { callbackEnabled: true, callbackRetryS: 600, callbackAttempts: 2, maxWaitS: 300, ...queue });
  const call = centre.customerWaits();
  centre.wait(0);
  centre.presses(call, '2');
  const enqueuedAt = centre.now;
  centre.soundEnds(call);
  return { centre, call, enqueuedAt };
}

const ends = (centre: CallCentre) => centre.facts.flatMap((fact) => (fact.type === 'callbackEnded' ? [fact.state] : []));
const live = (centre: CallCentre) => [...centre.world.calls.values()].find((call) => call.callbackId !== null);

describe('a callback in the queue', () => {
  it('is asked for by a key; the caller hears that he will be called, and his place stays', () => {
    const { centre, call } = asked();
    expect(centre.heard(call)).toEqual(['en/callback-confirm']);
    expect(centre.ending(call)).toMatchObject([{ reason: 'callbackRequested' }]);
    expect(centre.callFacts(call).find((fact) => fact.type === 'leftQueue')).toMatchObject({ outcome: 'callback' });
    expect([...centre.world.callbacks.values()]).toMatchObject([{ number: '13550602245', queueId: 'q1', callId: null }]);
  });

  it('agent first: when it is his turn the agent’s phone rings, then the customer’s, and they talk', () => {
    const { centre } = asked();
    centre.wait(10_000);
    centre.agentIsReady('a1');
    const call = live(centre);
    expect(seen(call)).toMatchObject({ phase: 'ringing', type: 'autoOutbound', offers: [{ agentId: 'a1' }] });
    centre.offeredAgentAnswers(call?.id ?? '');
    expect(seen(call)).toMatchObject({ phase: 'callingBack', customerNumber: '13550602245' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: call?.customerChannelId ?? '' });
    expect(seen(call)).toMatchObject({ phase: 'talking', agentId: 'a1' });
    expect(ends(centre)).toEqual(['done']);
    expect(centre.world.callbacks.size).toBe(0);
  });

  it('customer first: his phone rings when an agent is ready, and he waits with the age he had', () => {
    const { centre, enqueuedAt } = asked({ callbackMode: 'customerFirst' });
    centre.wait(10_000);
    centre.agentIsReady('a1');
    const call = live(centre);
    expect(seen(call)).toMatchObject({ phase: 'callingBack', offers: [] });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: call?.customerChannelId ?? '' });
    expect(centre.heard(call?.id ?? '')).toEqual(['en/callback-customer']);
    centre.soundEnds(call?.id ?? '');
    expect(seen(call)).toMatchObject({ phase: 'ringing', enqueuedAt });
    expect(ends(centre)).toEqual(['done']);
  });

  it('comes neither before nor after callers on the line who have waited as long', () => {
    const { centre } = asked();
    centre.wait(10_000);
    const later = centre.customerWaits();
    centre.wait(1000);
    centre.agentIsReady('a1');
    expect(live(centre)?.state.phase).toBe('ringing');
    expect(centre.call(later)?.phase).toBe('queued');
    centre.agentIsReady('a2');
    expect(centre.call(later)?.phase).toBe('ringing');
  });

  it('is tried again after the pause, and given up after as many tries as the queue has', () => {
    const { centre } = asked();
    centre.wait(10_000);
    centre.agentIsReady('a1');
    for (const expected of [[], ['failed']]) {
      const call = live(centre);
      centre.offeredAgentAnswers(call?.id ?? '');
      centre.take({ type: 'channelGone', channelId: call?.customerChannelId ?? '', cause: 19 });
      expect(ends(centre)).toEqual(expected);
      // The agent has talked with nobody: he is ready, and has no notes to write.
      expect(centre.shown('a1')?.state).toBe('idle');
      centre.wait(600_000);
    }
    expect(centre.world.callbacks.size).toBe(0);
  });

  it('an agent who declines is no try of the customer', () => {
    const { centre } = asked({ missesBeforePause: 0 });
    centre.wait(10_000);
    centre.agentIsReady('a1');
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect([...centre.world.callbacks.values()]).toMatchObject([{ attempts: 0, callId: null }]);
    centre.wait(5000);
    expect(live(centre)?.state.phase).toBe('ringing');
  });

  it('who asks twice has one place, the older one; who hides his number has none', () => {
    const { centre, enqueuedAt } = asked();
    centre.wait(60_000);
    const again = centre.customerWaits();
    centre.wait(0);
    centre.presses(again, '2');
    expect([...centre.world.callbacks.values()]).toMatchObject([{ enqueuedAt }]);
    const hidden = centre.customerRings();
    const call = centre.world.calls.get(hidden);
    if (call) call.customerNumber = 'anonymous';
    centre.soundEnds(hidden);
    centre.wait(0);
    centre.presses(hidden, '2');
    expect(centre.heard(hidden)).toEqual(['en/callback-not-possible']);
    expect(call?.state.phase).toBe('queued');
  });

  it('expires, and may be cancelled', () => {
    const expired = asked({ callbackExpiryS: 3600 });
    expired.centre.wait(3_600_000);
    expect(ends(expired.centre)).toEqual(['expired']);
    const cancelled = asked();
    cancelled.centre.take({ type: 'cancelCallback', callbackId: cancelled.call });
    expect(ends(cancelled.centre)).toEqual(['cancelled']);
    cancelled.centre.agentIsReady('a1');
    expect(live(cancelled.centre)).toBeUndefined();
  });

  it('does not ring more customers than agents are ready', () => {
    const { centre } = asked({ callbackMode: 'customerFirst' });
    for (let n = 0; n < 3; n++) {
      const call = centre.customerRings();
      const known = centre.world.calls.get(call);
      if (known) known.customerNumber = `1380000000${n}`;
      centre.soundEnds(call);
      centre.wait(0);
      centre.presses(call, '2');
      centre.soundEnds(call);
    }
    centre.wait(10_000);
    centre.agentIsReady('a1');
    expect([...centre.world.calls.values()].filter((call) => call.state.phase === 'callingBack')).toHaveLength(1);
  });
});
