import { describe, expect, it } from 'vitest';
import type { QueueConfig } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

/** a1 serves the queue 8701; a2 has a phone and dials. */
function centreOf(queue: Partial<QueueConfig> = {}): CallCentre {
  const centre = new CallCentre(2, queue);
  centre.agentIsReady('a1');
  centre.agentIsReady('a2');
  return centre;
}

describe('a colleague who dials a queue', () => {
  it('waits in it like a customer, and is never recorded; the call is filed under the queue', () => {
    const centre = centreOf();
    const call = centre.phoneDials('a2', '8701');
    expect(centre.callFacts(call)[0]).toMatchObject({ type: 'started', callType: 'internal', customerNumber: '8002', queueId: 'q1' });
    expect(centre.shown('a2')?.state).toBe('talking');
    centre.soundEnds(call);
    expect(centre.call(call)?.offers.map((offer) => offer.agentId)).toEqual(['a1']);
    centre.offeredAgentAnswers(call);
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a1', peerAgentId: 'a2' });
    expect(centre.done(call)).not.toContain('record');
    expect(centre.callFacts(call)).toContainEqual(expect.objectContaining({ type: 'leftQueue', outcome: 'answered' }));
  });

  it('has not served it: the notes and the count are the member’s', () => {
    const centre = centreOf({ wrapUpS: 30 });
    const call = centre.phoneDials('a2', '8701');
    centre.soundEnds(call);
    centre.offeredAgentAnswers(call);
    centre.now += 60_000;
    centre.take({ type: 'channelGone', channelId: `phone-${call}`, cause: 16 });
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['wrapUp', 'idle']);
    expect(centre.world.agents.get('a1')?.taken.q1?.calls).toBe(1);
    expect(centre.world.agents.get('a2')?.taken).toEqual({});
  });

  it('is not offered his own call, and gives his place up by hanging up, on the phone or in the console', () => {
    const centre = centreOf();
    centre.take({ type: 'signOut', agentId: 'a1' });
    const first = centre.phoneDials('a2', '8701');
    centre.soundEnds(first);
    expect(centre.call(first)).toMatchObject({ phase: 'queued', offers: [] });
    centre.take({ type: 'channelGone', channelId: `phone-${first}`, cause: 16 });
    expect(centre.ending(first)).toMatchObject([{ reason: 'abandonedInQueue', endedBy: 'customer' }]);
    const second = centre.phoneDials('a2', '8701');
    centre.soundEnds(second);
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect(centre.ending(second)).toMatchObject([{ reason: 'abandonedInQueue' }]);
    expect(centre.shown('a2')?.state).toBe('idle');
  });

  it('from the console has his own phone called first', () => {
    const centre = centreOf();
    centre.take({ type: 'dial', callId: 'click', agentId: 'a2', number: '8701' });
    expect(centre.commands).toMatchObject([{ do: 'originate', endpoint: 'PJSIP/demo-8002', channelId: 'click-c' }]);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'click-c' });
    expect(centre.call('click')?.phase).toBe('greeting');
    centre.soundEnds('click');
    centre.offeredAgentAnswers('click');
    expect(centre.call('click')?.phase).toBe('talking');
    const unanswered = centreOf();
    unanswered.take({ type: 'dial', callId: 'click', agentId: 'a2', number: '8701' });
    unanswered.take({ type: 'channelGone', channelId: 'click-c', cause: 19 });
    expect(unanswered.ending('click')).toHaveLength(1);
    expect(unanswered.shown('a2')?.state).toBe('idle');
  });

  it('is not called back', () => {
    const centre = centreOf({ callbackEnabled: true });
    centre.take({ type: 'signOut', agentId: 'a1' });
    centre.take({ type: 'signOut', agentId: 'a2' });
    const call = centre.phoneDials('a2', '8701');
    centre.soundEnds(call);
    centre.wait(0);
    centre.presses(call, '2');
    expect(centre.heard(call)).toEqual(['en/callback-not-possible']);
    expect(centre.world.callbacks.size).toBe(0);
  });

  it('is no way to forward to a queue', () => {
    const centre = centreOf();
    const code = centre.phoneDials('a2', '*728701');
    expect(centre.heard(code)).toEqual(['en/number-invalid']);
  });
});
