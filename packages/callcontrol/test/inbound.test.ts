import { describe, expect, it } from 'vitest';
import { CallCentre, ENGINE } from './call-centre.ts';

describe('a customer rings a queue', () => {
  it('is greeted, waits with music, is connected to the ready agent and recorded', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const call = centre.customerRings();
    expect(centre.done(call)).toEqual(['answer', 'play']);

    centre.take({ type: 'playbackFinished', playbackId: `${call}-p1` });
    expect(centre.done(call)).toEqual(['answer', 'play', 'startMusic', 'originate']);
    expect(centre.shown('a1')?.state).toBe('ringing');

    centre.offeredAgentAnswers(call);
    expect(centre.done(call).slice(4)).toEqual(['stopMusic', 'bridge', 'record']);
    expect(centre.shown('a1')?.state).toBe('talking');

    centre.now += 30_000;
    centre.customerHangsUp(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
    expect(centre.done(call).slice(7)).toEqual(['hangup', 'destroyBridge']);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('with the number of an extension is nobody of the house: no name, and another number on the agent’s phone', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    const at = {
      type: 'callArrived',
      engine: 'e1',
      callId: 'fake',
      channelId: 'in-fake',
      endpoint: 'trunk-1',
      calledNumber: '1000',
    } as const;
    centre.take({ ...at, callerNumber: '8002', callerName: 'Agent 2' });
    centre.soundEnds('fake');
    expect(centre.call('fake')).toMatchObject({ type: 'inbound', customerNumber: '8002', customerName: null, phase: 'ringing' });
    const ring = centre.commands.find((command) => command.do === 'originate');
    expect(ring?.do === 'originate' && ring.callerId).toBe('"+8002" <+8002>');
    // By an own phone it is that colleague.
    centre.agentIsReady('a2');
    const own = new CallCentre(2);
    for (const agentId of ['a1', 'a2']) own.agentIsReady(agentId);
    own.phoneDials('a2', '8001');
    const internal = own.commands.find((command) => command.do === 'originate');
    expect(internal?.do === 'originate' && internal.callerId).toBe('"Agent 2" <8002>');
  });

  it('is offered to the member who has been idle longest', () => {
    const centre = new CallCentre(3);
    for (const agentId of ['a2', 'a3', 'a1']) {
      centre.agentIsReady(agentId);
      centre.now += 1000;
    }
    const call = centre.customerWaits();
    expect(centre.call(call)?.offers[0]?.agentId).toBe('a2');
    expect(centre.callFacts(call).find((fact) => fact.type === 'offered')).toMatchObject({
      candidates: [{ agentId: 'a2' }, { agentId: 'a3' }, { agentId: 'a1' }],
    });
  });

  it('goes to the next agent when the first does not answer, and the first is set not ready with the reason', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    centre.now += 1000;
    centre.agentIsReady('a2');
    const call = centre.customerWaits();
    const offer = centre.call(call)?.offers[0];
    centre.take({ type: 'channelGone', channelId: offer?.channelId ?? '', cause: 19 });

    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:noAnswer' });
    expect(centre.call(call)?.offers[0]?.agentId).toBe('a2');
  });

  it('waits while nobody is ready and is offered in the moment somebody is', () => {
    const centre = new CallCentre(1);
    const call = centre.customerWaits();
    expect(centre.call(call)?.phase).toBe('queued');
    centre.agentIsReady('a1');
    expect(centre.call(call)?.phase).toBe('ringing');
  });

  it('is served in the order of arrival', () => {
    const centre = new CallCentre(1);
    const first = centre.customerWaits();
    centre.now += 10;
    const second = centre.customerWaits();
    centre.agentIsReady('a1');
    expect(centre.call(first)?.phase).toBe('ringing');
    expect(centre.call(second)?.phase).toBe('queued');
  });

  it('hears an announcement and is released after the maximum wait', () => {
    const centre = new CallCentre(0, { maxWaitS: 60 });
    const call = centre.customerWaits();
    centre.wait(60_000);
    expect(centre.done(call).slice(3)).toEqual(['stopMusic', 'play']);
    centre.take({ type: 'playbackFinished', playbackId: `${call}-p2` });
    expect(centre.ending(call)).toMatchObject([{ reason: 'maxWait', endedBy: 'system' }]);
  });

  it('is told that a number is unknown', () => {
    const centre = new CallCentre(1);
    const call = centre.customerRings('9999');
    expect(centre.ending(call)).toMatchObject([{ reason: 'noSuchNumber' }]);
    expect(centre.commands).toMatchObject([{ do: 'hangup', reason: 'unallocated' }]);
  });
});

describe('the customer hangs up', () => {
  it.each([
    ['during the greeting', 'abandonedInGreeting', (centre: CallCentre) => centre.customerRings()],
    ['while waiting', 'abandonedInQueue', (centre: CallCentre) => centre.customerWaits()],
    [
      'while the agent’s phone rings',
      'abandonedWhileRinging',
      (centre: CallCentre) => {
        centre.agentIsReady('a1');
        return centre.customerWaits();
      },
    ],
  ])('%s: the call ends once and the agent is free and still ready', (_when, reason, arrive) => {
    const centre = new CallCentre(1);
    const call = arrive(centre);
    centre.customerHangsUp(call);
    centre.customerHangsUp(call);
    expect(centre.ending(call)).toMatchObject([{ reason, endedBy: 'customer' }]);
    centre.agentIsReady('a1');
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('in the moment the agent picks up: the agent’s channel is hung up', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    const channelId = centre.call(call)?.offers[0]?.channelId ?? '';
    centre.customerHangsUp(call);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId });
    expect(centre.commands.filter((command) => command.do === 'hangup' && command.channelId === channelId)).toHaveLength(2);
    expect(centre.shown('a1')?.state).toBe('idle');
  });
});

describe('wrap-up', () => {
  it('follows a queue call, ends by itself, and no call is offered meanwhile', () => {
    const centre = new CallCentre(1, { wrapUpS: 15 });
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.customerHangsUp(call);
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    const next = centre.customerWaits();
    expect(centre.call(next)?.phase).toBe('queued');
    centre.wait(15_000);
    expect(centre.call(next)?.phase).toBe('ringing');
  });

  it('never overwrites the break an agent chose during the call', () => {
    const centre = new CallCentre(1, { wrapUpS: 15 });
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason: '休息', byAccountId: null });
    centre.customerHangsUp(call);
    centre.take({ type: 'endWrapUp', agentId: 'a1' });
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: '休息' });
  });
});

describe('hold', () => {
  it('pressed on the screen or on the phone gives the customer music, once, and back', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    const before = centre.commands.length;
    centre.take({ type: 'hold', agentId: 'a1', on: true });
    centre.take({ type: 'channelHeld', channelId: centre.call(call)?.agentChannelId ?? '', on: true });
    centre.take({ type: 'hold', agentId: 'a1', on: false });
    expect(centre.commands.slice(before).map((command) => command.do)).toEqual(['leaveBridge', 'startMusic', 'stopMusic', 'joinBridge']);
  });
});

describe('a recording that ends after its call', () => {
  it('is still a fact of that call', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.customerHangsUp(call);
    centre.take({ type: 'recordingFinished', name: `${call}-1`, durationMs: 5000 });
    centre.take({ type: 'recordingFinished', name: `${call}-1`, durationMs: 5000 });
    expect(centre.callFacts(call).filter((fact) => fact.type === 'recordingFinished')).toHaveLength(1);
  });
});

describe('the engine loses its calls', () => {
  it('ends them as interrupted and frees the agents', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.now += 10_000;
    centre.take({ type: 'engineRecovered', engine: ENGINE, channelIds: new Set() });
    expect(centre.ending(call)).toMatchObject([{ reason: 'interrupted', endedBy: 'system' }]);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('does not blame the agent whose phone was ringing', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.now += 10_000;
    centre.take({ type: 'engineRecovered', engine: ENGINE, channelIds: new Set() });
    expect(centre.ending(call)).toMatchObject([{ reason: 'interrupted' }]);
    expect(centre.shown('a1')).toMatchObject({ state: 'idle', reason: null });
  });
});

describe('a test customer', () => {
  const arrival = {
    type: 'testCustomerArrived',
    engine: 'e1',
    callId: 'test',
    channelId: 'testcaller-1',
    tenantId: 't1',
    calledNumber: '1000',
    callerNumber: '',
    callerName: '测试客户',
    queueId: null,
  } as const;

  it('goes where the number leads, is offered like any caller, and is marked', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    centre.take(arrival);
    centre.soundEnds('test');
    expect(centre.call('test')).toMatchObject({ type: 'inbound', customerName: '测试客户', phase: 'ringing' });
    expect(centre.callFacts('test').find(({ type }) => type === 'started')).toMatchObject({ callType: 'inbound', isTest: true });
    expect(centre.call('test')?.offers[0]?.agentId).toBe('a1');
  });

  it('enters the queue that was chosen, though no number leads there', () => {
    const centre = new CallCentre(1);
    centre.take({ ...arrival, calledNumber: '8701', queueId: 'q1' });
    centre.soundEnds('test');
    expect(centre.call('test')).toMatchObject({ phase: 'queued', queueId: 'q1' });
  });

  it('who calls a number that leads nowhere is refused, and a real caller is not marked', () => {
    const centre = new CallCentre(1);
    centre.take({ ...arrival, calledNumber: '99999' });
    expect(centre.ending('test')).toMatchObject([{ reason: 'noSuchNumber' }]);
    const call = centre.customerWaits();
    expect(centre.callFacts(call).find(({ type }) => type === 'started')).not.toHaveProperty('isTest');
  });
});
