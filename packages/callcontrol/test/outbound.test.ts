import { describe, expect, it } from 'vitest';
import { RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

function dialled(number = '13800138000', agents = 2): CallCentre {
  const centre = new CallCentre(agents);
  for (let n = 1; n <= agents; n++) centre.agentIsReady(`a${n}`);
  centre.take({ type: 'dial', callId: 'out', agentId: 'a1', number });
  return centre;
}

describe('an agent dials a customer in the console', () => {
  it('has his own phone called first, then the customer, hears it ring, talks, and the call is recorded', () => {
    const centre = dialled();
    expect(centre.commands).toMatchObject([{ do: 'originate', endpoint: 'PJSIP/demo-8001' }]);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-a1' });
    expect(centre.commands[1]).toMatchObject({ do: 'originate', endpoint: 'PJSIP/13800138000@trunk-1' });
    centre.take({ type: 'channelRinging', channelId: 'out-c' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-c' });
    expect(centre.done('out').slice(2)).toEqual(['play', 'stopPlayback', 'bridge', 'record']);
    centre.take({ type: 'channelGone', channelId: 'out-a1', cause: 16 });
    expect(centre.ending('out')).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });

  it.each([
    [17, 'busy'],
    [19, 'noAnswer'],
    [21, 'rejected'],
    [1, 'noSuchNumber'],
    [34, 'failed'],
    [52, 'refusedByCarrier'],
  ])('and learns why it failed: cause %i is %s', (cause, reason) => {
    const centre = dialled();
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-a1' });
    centre.take({ type: 'channelGone', channelId: 'out-c', cause });
    expect(centre.ending('out')).toMatchObject([{ reason, cause }]);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('to the outside is not made in wide band, which would have to be translated; to a colleague it may be', () => {
    const formatsOf = (number: string) => {
      const centre = new CallCentre(2);
      for (const agentId of ['a1', 'a2']) centre.agentIsReady(agentId);
      centre.take({ type: 'dial', callId: 'out1', agentId: 'a1', number });
      return centre.commands.flatMap((command) => (command.do === 'originate' ? [command.formats] : []));
    };
    expect(formatsOf('13800138000')).toEqual([['alaw', 'ulaw']]);
    expect(formatsOf('8002')).toEqual([[]]);
  });

  it('gets no queue call while dialling', () => {
    const centre = dialled('13800138000', 1);
    const call = centre.customerWaits();
    expect(centre.call(call)?.phase).toBe('queued');
  });

  it('is refused without a phone, while on a call, and for a number that is none', () => {
    const centre = dialled();
    const dial = (agentId: string, number: string) => () => centre.take({ type: 'dial', callId: 'x', agentId, number });
    expect(dial('a1', '13800138000')).toThrow(new RefusedError('panel.alreadyInCall'));
    expect(dial('a2', '12')).toThrow(new RefusedError('panel.numberInvalid', { number: '12' }));
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
    expect(dial('a2', '13800138000')).toThrow(new RefusedError('panel.phoneOffline'));
    expect(centre.world.calls.size).toBe(1);
  });
});

describe('extension to extension', () => {
  it('rings the colleague, is never recorded, and both are busy for the queue', () => {
    const centre = dialled('8002');
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-a1' });
    expect(centre.shown('a2')?.state).toBe('ringing');
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-c' });
    expect(centre.shown('a2')?.state).toBe('talking');
    expect(centre.done('out')).not.toContain('record');
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['idle', 'idle']);
  });

  it('meets a busy colleague and leaves his call alone', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a2');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.agentIsReady('a1');
    centre.take({ type: 'dial', callId: 'out', agentId: 'a1', number: '8002' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-a1' });
    expect(centre.ending('out')).toMatchObject([{ reason: 'busy' }]);
    expect(centre.call(call)?.phase).toBe('talking');
    expect(centre.shown('a2')?.state).toBe('talking');
  });
});

describe('an agent dials on the desk phone', () => {
  it('hears ringing and is connected when the customer answers', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    centre.take({
      type: 'callArrived',
      engine: ENGINE,
      callId: 'out',
      channelId: 'phone-1',
      endpoint: 'demo-8001',
      calledNumber: '13800138000',
      callerNumber: '8001',
      callerName: '',
    });
    centre.take({ type: 'channelRinging', channelId: 'out-c' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'out-c' });
    expect(centre.done('out')).toEqual(['originate', 'ring', 'answer', 'bridge', 'record']);
    expect(centre.callFacts('out')[0]).toMatchObject({ type: 'started', callType: 'manualOutbound', agentId: 'a1' });
  });
});
