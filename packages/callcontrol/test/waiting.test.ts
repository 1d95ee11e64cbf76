import { describe, expect, it } from 'vitest';
import { estimatedWaitMs, HANDLED_KEPT } from '../src/testing.ts';
import { CallCentre } from './call-centre.ts';

const outcomes = (centre: CallCentre, call: string) =>
  centre.callFacts(call).flatMap((fact) => (fact.type === 'leftQueue' ? [`${fact.queueId} ${fact.outcome}`] : []));

describe('what a waiting caller is told', () => {
  it('his place, again and again, between the music', () => {
    const centre = new CallCentre(0, { announcePosition: true, announceEveryS: 30, maxWaitS: 300 });
    centre.customerWaits();
    const second = centre.customerWaits();
    centre.wait(30_000);
    expect(centre.heard(second)).toEqual(['en/position-before', 'en/n/2', 'en/position-after']);
    expect(centre.done(second).slice(-2)).toEqual(['stopMusic', 'play']);
    centre.soundEnds(second);
    expect(centre.done(second).at(-1)).toBe('startMusic');
    centre.wait(29_000);
    expect(centre.done(second).at(-1)).toBe('startMusic');
    centre.wait(1000);
    expect(centre.heard(second)).toContain('en/n/2');
  });

  it('the wait, from the measured service rate: place × mean handling time / serving agents', () => {
    const handled = [60, 120, 180, 240, 300].map((seconds) => ({ at: 1000, ms: seconds * 1000 }));
    expect(estimatedWaitMs({ lastAgentId: null, handled }, 3, 2, 2000)).toBe((3 * 180_000) / 2);
    expect(estimatedWaitMs({ lastAgentId: null, handled: handled.slice(1) }, 3, 2, 2000)).toBeUndefined();
    expect(estimatedWaitMs({ lastAgentId: null, handled }, 3, 0, 2000)).toBeUndefined();
    // Measurements of the morning say nothing about the evening.
    expect(estimatedWaitMs({ lastAgentId: null, handled }, 3, 2, 8 * 3600_000)).toBeUndefined();
    expect(HANDLED_KEPT).toBeGreaterThan(50);
  });

  it('the wait in minutes, once enough calls were handled', () => {
    const centre = new CallCentre(1, { announceWait: true, announceEveryS: 15, maxWaitS: 3600, wrapUpS: 0 });
    centre.agentIsReady('a1');
    for (let n = 0; n < 5; n++) {
      const call = centre.customerWaits();
      centre.offeredAgentAnswers(call);
      centre.now += 180_000;
      centre.customerHangsUp(call);
    }
    const talking = centre.customerWaits();
    centre.offeredAgentAnswers(talking);
    const call = centre.customerWaits();
    centre.wait(15_000);
    expect(centre.heard(call)).toEqual(['en/wait-before', 'en/n/3', 'en/wait-minutes']);
  });

  it('a sound of the call centre’s own, and none of them over the other', () => {
    const prompts = { greeting: 'sound:greeting', maxWait: 'sound:max-wait', periodic: 'sound:advert', music: null };
    const centre = new CallCentre(0, { prompts, periodicEveryS: 20, announcePosition: true, announceEveryS: 20, maxWaitS: 300 });
    const call = centre.customerWaits();
    centre.wait(20_000);
    expect(centre.heard(call)).toContain('en/n/1');
    centre.soundEnds(call);
    centre.wait(4_000);
    expect(centre.heard(call)).toContain('en/n/1');
    centre.wait(1_000);
    expect(centre.heard(call)).toEqual(['sound:advert']);
  });

  it('music of the queue’s own begins again when it is over, and stops when somebody answers', () => {
    const prompts = { greeting: 'sound:greeting', maxWait: 'sound:max-wait', periodic: null, music: 'sound:waltz' };
    const centre = new CallCentre(1, { prompts });
    const call = centre.customerWaits();
    const playing = () => centre.call(call)?.music?.playbackId ?? 'none';
    const first = playing();
    centre.now += 60_000;
    centre.take({ type: 'playbackFinished', playbackId: first });
    expect(playing()).not.toBe(first);
    const second = playing();
    centre.agentIsReady('a1');
    centre.offeredAgentAnswers(call);
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'stopPlayback', playbackId: second }));
    expect(centre.call(call)?.music).toBeNull();
  });

  it('an agent who becomes free in the middle of an announcement is rung at once, and it ends with his answer', () => {
    const centre = new CallCentre(1, { announcePosition: true, announceEveryS: 30 });
    const call = centre.customerWaits();
    centre.wait(30_000);
    centre.agentIsReady('a1');
    expect(centre.call(call)?.phase).toBe('ringing');
    centre.offeredAgentAnswers(call);
    expect(centre.done(call)).toContain('stopPlayback');
    expect(centre.call(call)?.phase).toBe('talking');
  });
});

describe('a caller whom nobody takes', () => {
  it('goes on to the next queue after the longest wait, and keeps his age there', () => {
    const centre = new CallCentre(1, { maxWaitS: 60, overflow: [{ kind: 'queue', queueId: 'q2' }] });
    centre.directory.addQueue('q2');
    centre.directory.join('a1', 'q2');
    centre.directory.routes.set('2000', { kind: 'queue', queueId: 'q2' });
    const old = centre.customerWaits();
    centre.wait(30_000);
    const young = centre.customerWaits('2000');
    centre.wait(30_000);
    centre.soundEnds(old);
    expect(centre.call(old)).toMatchObject({ queueId: 'q2', phase: 'queued' });
    expect(outcomes(centre, old)).toEqual(['q1 overflowed']);
    centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason: '会议', byAccountId: null });
    centre.agentIsReady('a1');
    expect(centre.call(old)?.phase).toBe('ringing');
    expect(centre.call(young)?.phase).toBe('queued');
  });

  it('goes along the chain: an extension that does not answer, then an outside number, then a last word', () => {
    const overflow = [
      { kind: 'extension', agentId: 'a1' },
      { kind: 'outside', number: '13900000000' },
    ] as const;
    const centre = new CallCentre(1, { maxWaitS: 10, overflow });
    centre.agentIsReady('a1');
    centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason: '会议', byAccountId: null });
    const call = centre.customerWaits();
    centre.wait(10_000);
    expect(centre.call(call)).toMatchObject({ phase: 'connecting', connecting: { agentId: 'a1' } });
    centre.wait(35_000);
    expect(centre.call(call)).toMatchObject({ phase: 'connecting', connecting: { agentId: null, number: '13900000000' } });
    expect(centre.shown('a1')?.state).toBe('busy');
    centre.take({ type: 'channelGone', channelId: centre.call(call)?.connecting?.channelId ?? '', cause: 17 });
    expect(centre.heard(call)).toEqual(['en/not-available']);
    centre.soundEnds(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'busy' }]);
  });

  it('talks with whoever answers along the chain, and it is one call', () => {
    const centre = new CallCentre(1, { maxWaitS: 10, overflow: [{ kind: 'extension', agentId: 'a1' }] });
    centre.agentIsReady('a1');
    centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason: '会议', byAccountId: null });
    const call = centre.customerWaits();
    centre.wait(10_000);
    centre.take({ type: 'channelUp', engine: 'e1', channelId: centre.call(call)?.connecting?.channelId ?? '' });
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a1' });
    expect(centre.shown('a1')?.state).toBe('talking');
    centre.customerHangsUp(call);
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '会议' });
    expect(centre.ending(call)).toHaveLength(1);
  });

  it('is not let into a full queue, nor into one that nobody serves, where the queue says so', () => {
    const full = new CallCentre(0, { maxLength: 1 });
    full.customerWaits();
    const second = full.customerRings();
    expect(full.heard(second)).toEqual(['en/all-busy']);
    full.soundEnds(second);
    expect(full.ending(second)).toMatchObject([{ reason: 'queueFull', endedBy: 'system' }]);

    const empty = new CallCentre(1, { leaveWhenEmpty: true, overflow: [{ kind: 'queue', queueId: 'q2' }] });
    empty.directory.addQueue('q2');
    expect(empty.call(empty.customerRings())?.queueId).toBe('q2');
    empty.agentIsReady('a1');
    expect(empty.call(empty.customerRings())?.queueId).toBe('q1');
  });

  it('is told that it is closed, or sent where the queue says', () => {
    const centre = new CallCentre(1, { hoursId: 'h1' });
    centre.directory.open = false;
    const call = centre.customerRings();
    expect(centre.heard(call)).toEqual(['en/closed']);
    centre.soundEnds(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'closed' }]);

    const other = new CallCentre(1, { hoursId: 'h1', closedDestination: { kind: 'queue', queueId: 'night' } });
    other.directory.addQueue('night');
    other.directory.open = false;
    expect(other.call(other.customerRings())?.queueId).toBe('night');
  });

  it('does not go round for ever between queues that send to each other', () => {
    const centre = new CallCentre(0, { leaveWhenEmpty: true, overflow: [{ kind: 'queue', queueId: 'q2' }] });
    centre.directory.addQueue('q2', { leaveWhenEmpty: true, overflow: [{ kind: 'queue', queueId: 'q1' }] });
    const call = centre.customerRings();
    centre.soundEnds(call);
    expect(centre.ending(call)).toMatchObject([{ endedBy: 'system' }]);
  });

  it('who wanders between two queues for an hour is let wander', () => {
    const centre = new CallCentre(0, { maxWaitS: 10, overflow: [{ kind: 'queue', queueId: 'q2' }] });
    centre.directory.addQueue('q2', { maxWaitS: 10, overflow: [{ kind: 'queue', queueId: 'q1' }] });
    const call = centre.customerWaits();
    for (let turn = 0; turn < 100; turn++) {
      centre.wait(10_000);
      centre.wait(3000);
      centre.soundEnds(call);
    }
    expect(centre.call(call)?.phase).toBe('queued');
  });
});
