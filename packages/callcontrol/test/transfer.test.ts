import { describe, expect, it } from 'vitest';
import { RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

/** A customer talks with a1; a2 is free. */
function conversation(queue: { wrapUpS?: number } = {}) {
  const centre = new CallCentre(2, queue);
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  const agentChannel = centre.call(callId)?.offers[0]?.channelId ?? '';
  centre.offeredAgentAnswers(callId);
  centre.agentIsReady('a2');
  centre.commands.length = 0;
  const asks = (destination: string, replaces: string | null = null) =>
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: agentChannel, destination, replaces });
  const told = () => centre.commands.flatMap((command) => (command.do === 'tellTransfer' ? [command.state] : []));
  const target = () => centre.call(callId)?.transfer?.channelId ?? '';
  return { centre, callId, agentChannel, asks, told, target };
}

describe('a transfer made on the desk phone', () => {
  it('to a colleague: the customer hears ringing, then the colleague; the first agent has time for notes', () => {
    const { centre, callId, agentChannel, asks, told, target } = conversation({ wrapUpS: 30 });
    asks('8002');
    expect(centre.done(callId)).toEqual(['tellTransfer', 'leaveBridge', 'play', 'originate']);
    expect(centre.shown('a2')?.state).toBe('ringing');
    const channel = target();
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: channel });
    expect(told()).toEqual(['channel_progress', 'channel_answered']);
    expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a2', agentChannelId: channel, transfer: null });
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['wrapUp', 'talking']);
    expect(centre.world.calls.get(callId)?.handover).toEqual({ how: 'transferred', from: 'a1' });
    // The first phone's goodbye is no end of the call.
    centre.take({ type: 'channelGone', channelId: agentChannel, cause: 16 });
    expect(centre.call(callId)?.phase).toBe('talking');
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toHaveLength(1);
    expect(centre.callFacts(callId).find((fact) => fact.type === 'transferred')).toMatchObject({
      agentId: 'a1',
      toAgentId: 'a2',
      number: '8002',
    });
  });

  it('to an outside number: nobody of ours talks, and the call ends when either hangs up', () => {
    const { centre, callId, asks, target } = conversation();
    asks('13800138000');
    const channel = target();
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: channel });
    expect(centre.call(callId)).toMatchObject({ agentId: null, agentChannelId: channel });
    expect(centre.shown('a1')?.state).toBe('idle');
    centre.take({ type: 'channelGone', channelId: channel, cause: 16 });
    expect(centre.ending(callId)).toMatchObject([{ reason: 'hangup' }]);
  });

  it('that nobody answers gives the customer back to the agent', () => {
    const { centre, callId, asks, told, target } = conversation();
    asks('8002');
    centre.take({ type: 'channelGone', channelId: target(), cause: 19 });
    expect(told()).toEqual(['channel_progress', 'channel_unavailable']);
    expect(centre.done(callId).slice(-2)).toEqual(['stopPlayback', 'joinBridge']);
    expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a1', transfer: null });
    expect(centre.shown('a2')?.state).toBe('idle');
  });

  it('asked for while the customer is on hold: he is taken from the music, and off hold afterwards', () => {
    const { centre, callId, agentChannel, asks, target } = conversation();
    centre.take({ type: 'channelHeld', channelId: agentChannel, on: true });
    centre.commands.length = 0;
    asks('8002');
    expect(centre.done(callId)).toEqual(['tellTransfer', 'stopMusic', 'play', 'originate']);
    centre.take({ type: 'channelGone', channelId: target(), cause: 17 });
    expect(centre.call(callId)?.held).toBe(false);
  });

  it('after which the agent hangs up at once: he is free, the other phone rings on, and if it stays silent the queue has the customer', () => {
    const { centre, callId, agentChannel, asks } = conversation();
    asks('8002');
    centre.take({ type: 'channelGone', channelId: agentChannel, cause: 16 });
    expect(centre.shown('a1')?.state).toBe('idle');
    expect(centre.call(callId)?.phase).toBe('talking');
    centre.wait(36_000);
    expect(centre.ending(callId)).toEqual([]);
    expect(centre.call(callId)).toMatchObject({ phase: 'ringing', agentId: null });
    expect(centre.call(callId)?.offers).toHaveLength(1);
  });

  it('the customer hangs up meanwhile: all phones fall silent', () => {
    const { centre, callId, agentChannel, asks, target } = conversation();
    asks('8002');
    const channel = target();
    centre.commands.length = 0;
    centre.customerHangsUp(callId);
    const hungUp = centre.commands.flatMap((command) => (command.do === 'hangup' ? [command.channelId] : []));
    expect(hungUp.sort()).toEqual([agentChannel, channel].sort());
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['idle', 'idle']);
  });

  it('the colleague whom the agent transfers hangs up in the console: the call is over for them, and the agent’s phone is not taken for theirs', () => {
    const centre = new CallCentre(3);
    for (const agentId of ['a1', 'a2', 'a3']) centre.agentIsReady(agentId);
    const call = centre.phoneDials('a1', '8003');
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.call(call)?.customerChannelId ?? '' });
    centre.take({ type: 'transfer', agentId: 'a1', number: '8002' });
    expect(centre.call(call)).toMatchObject({ phase: 'talking', peerAgentId: 'a3', transfer: { agentId: 'a2' } });
    centre.commands.length = 0;
    centre.take({ type: 'hangup', agentId: 'a3' });
    expect(centre.ending(call)).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
    expect(['a1', 'a2', 'a3'].map((agentId) => centre.shown(agentId)?.state)).toEqual(['idle', 'idle', 'idle']);
    expect(centre.commands.filter((command) => command.do === 'hangup')).toHaveLength(3);
  });

  it.each([
    ['to a colleague who talks', '8001', null],
    ['to a number that is none', '1', null],
    ['to a call that the agent has besides (consulting comes with the panel)', '8002', 'other-channel'],
  ])('%s is declined, and nothing changes', (_what, destination, replaces) => {
    const { centre, callId, asks, told } = conversation();
    asks(destination, replaces);
    expect(told()).toEqual(['channel_declined']);
    expect(centre.call(callId)).toMatchObject({ agentId: 'a1', transfer: null });
  });

  it('by a phone of no call of ours is declined', () => {
    const { centre } = conversation();
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: 'stranger', destination: '8002', replaces: null });
    expect(centre.commands).toMatchObject([{ do: 'tellTransfer', channelId: 'stranger', state: 'channel_declined' }]);
  });
});

describe('a phone takes the place of another one', () => {
  it('the colleague has the call, the first agent is free', () => {
    const { centre, callId, agentChannel } = conversation();
    centre.take({ type: 'channelReplaced', engine: ENGINE, channelId: 'new', endpoint: 'demo-8002', replacedChannelId: agentChannel });
    expect(centre.commands).toMatchObject([{ do: 'hangup', channelId: agentChannel }]);
    centre.take({ type: 'channelGone', channelId: agentChannel, cause: 16 });
    expect(centre.call(callId)).toMatchObject({ agentId: 'a2', agentChannelId: 'new' });
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['idle', 'talking']);
  });

  it('of something that is no conversation: it is sent away', () => {
    const { centre } = conversation();
    centre.take({ type: 'channelReplaced', engine: ENGINE, channelId: 'new', endpoint: 'demo-8002', replacedChannelId: 'none' });
    expect(centre.commands).toMatchObject([{ do: 'hangup', channelId: 'new' }]);
  });
});

describe('a transfer to a queue', () => {
  /** a1 talks with a customer of q1, and is recorded; a2 alone serves q2. */
  function centreOfTwo(queue: { wrapUpS?: number } = {}) {
    const centre = new CallCentre(2, queue);
    centre.directory.addQueue('q2', { number: '8702' });
    centre.directory.change('a2', { queueIds: ['q2'] });
    centre.agentIsReady('a1');
    const callId = centre.customerWaits();
    const agentChannel = centre.call(callId)?.offers[0]?.channelId ?? '';
    centre.wait(3_000);
    centre.offeredAgentAnswers(callId);
    centre.wait(60_000);
    centre.commands.length = 0;
    const transfers = (number = '8702') => centre.take({ type: 'transfer', agentId: 'a1', number });
    return { centre, callId, agentChannel, transfers };
  }
  const refused = (order: () => void) => {
    try {
      order();
    } catch (error) {
      if (error instanceof RefusedError) return [error.code, error.params.number ?? null];
      throw error;
    }
    return undefined;
  };

  const consultedAnswers = (centre: CallCentre, callId: string) =>
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.call(callId)?.consult?.channelId ?? '' });

  it('the agent is done at once, and the customer waits there with the time they waited, not the time they talked', () => {
    const { centre, callId, agentChannel, transfers } = centreOfTwo({ wrapUpS: 30 });
    transfers();
    expect(centre.done(callId)).toEqual(expect.arrayContaining(['stopRecording', 'destroyBridge', 'hangup']));
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    centre.take({ type: 'channelGone', channelId: agentChannel, cause: 16 });
    centre.soundEnds(callId);
    expect(centre.call(callId)).toMatchObject({ phase: 'queued', queueId: 'q2', agentId: null, bridgeId: null, recording: null });
    expect(centre.now - (centre.call(callId)?.enqueuedAt ?? 0)).toBe(3_000);
    expect(centre.callFacts(callId).find((fact) => fact.type === 'transferred')).toMatchObject({
      agentId: 'a1',
      toAgentId: null,
      queueId: 'q2',
      number: '8702',
    });
    centre.agentIsReady('a2');
    centre.offeredAgentAnswers(callId);
    expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a2' });
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
    const recordings = centre.callFacts(callId).filter((fact) => fact.type === 'recordingStarted');
    expect(recordings, 'each conversation has its own').toHaveLength(2);
  });

  it('from a consultation: whoever was asked is let go, and is free for the call', () => {
    const { centre, callId, transfers } = centreOfTwo();
    centre.agentIsReady('a2');
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    consultedAnswers(centre, callId);
    transfers();
    expect(centre.callFacts(callId).find((fact) => fact.type === 'consultEnded')).toMatchObject({ outcome: 'cancelled' });
    centre.soundEnds(callId);
    expect(centre.call(callId)).toMatchObject({ phase: 'ringing', queueId: 'q2', held: false });
    expect(centre.shown('a2')?.state).toBe('ringing');
  });

  it('with the keys of the desk phone: the phone is told, and hung up', () => {
    const { centre, callId, agentChannel } = centreOfTwo();
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: agentChannel, destination: '8702', replaces: null });
    const done = centre.commands.filter(({ do: what }) => what === 'tellTransfer' || what === 'hangup');
    expect(done).toMatchObject([{ state: 'channel_answered' }, { channelId: agentChannel }]);
    expect(centre.call(callId)?.queueId).toBe('q2');
  });

  it('a customer who hangs up there has left the queue, and one whom nobody takes goes where that queue sends them', () => {
    const { centre, callId, transfers } = centreOfTwo();
    transfers();
    centre.soundEnds(callId);
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toMatchObject([{ reason: 'abandonedInQueue', endedBy: 'customer' }]);

    const closed = centreOfTwo();
    // The agent is told what the queue itself would do, and not what comes after it.
    closed.centre.directory.addQueue('q2', { number: '8702', leaveWhenEmpty: true, overflow: [{ kind: 'queue', queueId: 'q3' }] });
    closed.centre.directory.addQueue('q3', { number: '8703', leaveWhenEmpty: true });
    closed.transfers();
    closed.centre.soundEnds(closed.callId);
    expect(closed.centre.ending(closed.callId)).toMatchObject([{ reason: 'nobodyThere', endedBy: 'system' }]);
  });

  it('the customer waits at once, without another welcome, and so in the queue after it', () => {
    const { centre, callId, transfers } = centreOfTwo();
    transfers();
    expect(centre.call(callId)).toMatchObject({ phase: 'queued', queueId: 'q2' });
    expect(centre.callFacts(callId).filter((fact) => fact.type === 'enqueued')).toHaveLength(2);

    const full = centreOfTwo();
    full.centre.directory.addQueue('q2', { number: '8702', leaveWhenEmpty: true, overflow: [{ kind: 'queue', queueId: 'q3' }] });
    full.centre.directory.addQueue('q3', { number: '8703' });
    full.transfers();
    expect(full.centre.call(full.callId)).toMatchObject({ phase: 'queued', queueId: 'q3' });
  });

  it.each([
    ['closed', 'panel.queueClosed', { hoursId: 'h' }, false],
    ['closed, and hangs up then', 'panel.queueClosed', { hoursId: 'h', closedDestination: { kind: 'hangup', promptId: null } }, false],
    ['left when nobody serves it', 'panel.queueEmpty', { leaveWhenEmpty: true }, true],
  ] as const)(
    'to a queue that is %s is refused, in the console and on the phone: agent and customer stay together',
    (_what, code, queue, open) => {
      const { centre, callId, agentChannel, transfers } = centreOfTwo();
      centre.directory.addQueue('q2', { number: '8702', ...queue });
      centre.directory.open = open;
      expect(refused(() => transfers())).toEqual([code, null]);
      centre.take({ type: 'transferAsked', engine: ENGINE, channelId: agentChannel, destination: '8702', replaces: null });
      expect(centre.commands).toMatchObject([{ do: 'tellTransfer', state: 'channel_declined' }]);
      expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a1' });
    },
  );

  it.each([
    ['at once', 0],
    ['while they wait', 5_000],
  ])('a queue that is deleted %s: the customer goes where it sends whom nobody takes, else is told, and let go', (_when, ms) => {
    for (const overflow of [[], [{ kind: 'queue', queueId: 'q1' } as const]]) {
      const { centre, callId, transfers } = centreOfTwo();
      centre.directory.addQueue('q2', { number: '8702', overflow });
      transfers();
      centre.wait(ms);
      centre.directory.queues.delete('q2');
      centre.take({ type: 'directoryChanged' });
      if (overflow.length > 0) expect(centre.call(callId)).toMatchObject({ phase: ms === 0 ? 'queued' : 'ringing', queueId: 'q1' });
      else {
        expect(centre.call(callId)?.phase).toBe('announcing');
        centre.soundEnds(callId);
        expect(centre.ending(callId)).toMatchObject([{ reason: 'failed', endedBy: 'system' }]);
      }
    }
  });

  it('is refused to whoever has no customer, or a colleague on the line; a queue cannot be consulted, and its number is named', () => {
    const { centre, callId } = centreOfTwo();
    centre.agentIsReady('a2');
    expect(refused(() => centre.take({ type: 'consult', agentId: 'a1', number: '8702' }))).toEqual(['panel.numberInvalid', '8702']);
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    consultedAnswers(centre, callId);
    expect(refused(() => centre.take({ type: 'transfer', agentId: 'a2', number: '8702' }))).toEqual(['panel.notYourCall', null]);
    centre.customerHangsUp(callId);
    expect(refused(() => centre.take({ type: 'transfer', agentId: 'a1', number: '8702' }))).toEqual(['panel.customerLeft', null]);
  });
});
