import { describe, expect, it } from 'vitest';
import { RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

/** A customer talks with a1; a2 leads the queue. */
function conversation() {
  const centre = new CallCentre(3, { wrapUpS: 30 });
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  centre.agentIsReady('a2');
  centre.commands.length = 0;
  const call = () => centre.call(callId);
  const orders = (mode: 'listen' | 'whisper' | 'barge' | 'release' | 'takeOver', supervisorId = 'a2') =>
    centre.take({ type: 'supervise', supervisorId, agentId: 'a1', mode });
  const picksUp = () => centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.supervisions[0]?.channelId ?? '' });
  return { centre, callId, call, orders, picksUp, facts: () => centre.callFacts(callId).map((fact) => fact.type) };
}

describe('AGT-2, AGT-3, AGT-4, AGT-8: a supervisor', () => {
  it('listens muted, is heard only after that, and changes without another ring', () => {
    const { centre, callId, call, orders, picksUp } = conversation();
    orders('listen');
    expect(centre.done(callId)).toEqual(['originate']);
    expect(centre.shown('a2')?.state).toBe('ringing');
    picksUp();
    // Silent before he can be heard.
    expect(centre.done(callId)).toEqual(['originate', 'mute', 'tap']);
    orders('whisper');
    orders('barge');
    orders('listen');
    expect(centre.done(callId).filter((order) => order === 'originate')).toHaveLength(1);
    expect(call()?.supervisions).toMatchObject([{ mode: 'listen', agentId: 'a1' }]);
    expect(centre.shown('a2')?.state).toBe('talking');
  });

  it('hears nothing more when they lead the agent no more: another role, another queue, no account', () => {
    for (const after of [{ leads: 'nobody' }, { leads: 'ownQueues', queueIds: [] }] as const) {
      const { centre, callId, call, orders, picksUp } = conversation();
      centre.directory.change('a2', { leads: 'ownQueues' });
      orders('listen');
      picksUp();
      centre.take({ type: 'directoryChanged' });
      expect(call()?.supervisions).toHaveLength(1);
      centre.directory.change('a2', after);
      centre.take({ type: 'directoryChanged' });
      expect(call()?.supervisions).toEqual([]);
      expect(centre.callFacts(callId).at(-1)).toMatchObject({ type: 'supervisionEnded', supervisorId: 'a2' });
      // The customer and the agent notice nothing.
      expect(call()?.phase).toBe('talking');
    }
  });

  it('who muted himself while he whispered is heard when he barges in', () => {
    const { centre, orders, picksUp } = conversation();
    orders('whisper');
    picksUp();
    centre.take({ type: 'mute', agentId: 'a2', on: true });
    centre.commands.length = 0;
    orders('barge');
    expect(centre.commands.filter((command) => command.do === 'mute')).toMatchObject([{ on: false }]);
  });

  it('is in no two calls, supervises nobody who does not talk, and not himself', () => {
    const { centre, orders } = conversation();
    const refusal = (order: () => void) => {
      try {
        order();
      } catch (error) {
        if (error instanceof RefusedError) return error.code;
        throw error;
      }
      return undefined;
    };
    expect(refusal(() => orders('listen', 'a1'))).toBe('supervision.self');
    expect(refusal(() => centre.take({ type: 'supervise', supervisorId: 'a2', agentId: 'a3', mode: 'listen' }))).toBe(
      'supervision.notTalking',
    );
    expect(refusal(() => orders('listen', 'a3'))).toBe('panel.phoneOffline');
    orders('listen');
    centre.directory.change('a3', {});
    centre.agentIsReady('a3');
    const second = centre.customerWaits();
    centre.offeredAgentAnswers(second);
    expect(refusal(() => centre.take({ type: 'supervise', supervisorId: 'a2', agentId: 'a3', mode: 'listen' }))).toBe(
      'panel.alreadyInCall',
    );
  });

  it('ends it, or ends with the call; nobody else notices', () => {
    const { centre, callId, call, orders, picksUp, facts } = conversation();
    orders('listen');
    picksUp();
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect(call()).toMatchObject({ phase: 'talking', agentId: 'a1', supervisions: [] });
    expect(centre.shown('a2')?.state).toBe('idle');
    orders('whisper');
    picksUp();
    centre.customerHangsUp(callId);
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['wrapUp', 'idle']);
    expect(facts().filter((type) => type === 'supervisionStarted')).toHaveLength(2);
  });

  it('whose phone is not picked up does not wait for ever', () => {
    const { centre, call, orders } = conversation();
    orders('listen');
    centre.wait(40_000);
    expect(call()).toMatchObject({ phase: 'talking', supervisions: [] });
    expect(centre.shown('a2')?.state).toBe('idle');
  });

  it('listens on when the agent’s phone was lost and is back', () => {
    const { centre, callId, call, orders, picksUp } = conversation();
    orders('listen');
    picksUp();
    centre.take({ type: 'channelGone', channelId: call()?.agentChannelId ?? '', cause: 44 });
    centre.commands.length = 0;
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.absence?.channelId ?? '' });
    expect(centre.done(callId)).toContain('tap');
    expect(call()?.supervisions).toMatchObject([{ mode: 'listen' }]);
  });

  it.each(['before', 'after'] as const)('hears whoever was asked when they are there again, and picked up %s they were gone', (when) => {
    const { centre, callId, call } = conversation();
    centre.agentIsReady('a3');
    centre.take({ type: 'consult', agentId: 'a1', number: '8003' });
    const answers = () => centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.consult?.channelId ?? '' });
    const listens = () => centre.take({ type: 'channelUp', engine: ENGINE, channelId: call()?.supervisions[0]?.channelId ?? '' });
    answers();
    centre.take({ type: 'supervise', supervisorId: 'a2', agentId: 'a3', mode: 'listen' });
    if (when === 'before') listens();
    // Their page is loaded again.
    centre.take({ type: 'reclaim', agentId: 'a3' });
    if (when === 'after') listens();
    centre.commands.length = 0;
    answers();
    const tap = centre.commands.find((command) => command.do === 'tap');
    expect(tap).toMatchObject({ callId, channelId: call()?.supervisions[0]?.channelId, targetChannelId: call()?.consult?.channelId });
  });
});

describe('AGT-5: two buttons, two who are hung up', () => {
  it('强拆 hangs the customer up; the supervisor and the agent talk', () => {
    const { centre, callId, call, orders, picksUp } = conversation();
    orders('release');
    picksUp();
    expect(centre.commands.filter((command) => command.do === 'hangup')).toMatchObject([{ channelId: call()?.customerChannelId }]);
    expect(call()).toMatchObject({ agentId: 'a1', supervisions: [{ mode: 'barge' }] });
    expect(call()?.customerLeftAt).not.toBeNull();
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect(centre.ending(callId)).toHaveLength(1);
    expect([centre.shown('a1')?.state, centre.shown('a2')?.state]).toEqual(['wrapUp', 'idle']);
  });

  it('接管 releases the agent; the supervisor has the customer, on the same call', () => {
    const { centre, callId, call, orders, picksUp, facts } = conversation();
    const agentChannel = call()?.agentChannelId;
    orders('listen');
    picksUp();
    orders('takeOver');
    expect(centre.commands.filter((command) => command.do === 'hangup')).toMatchObject([{ channelId: agentChannel }]);
    expect(call()).toMatchObject({ agentId: 'a2', supervisions: [], customerLeftAt: null, phase: 'talking' });
    expect(centre.shown('a1')?.state).toBe('wrapUp');
    expect(facts()).toContain('takenOver');
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toMatchObject([{ endedBy: 'customer' }]);
  });

  it('says on the agent’s page what was done with their call, and by whom; the supervisor has it from them', () => {
    const taken = conversation();
    taken.orders('takeOver');
    taken.picksUp();
    expect(taken.centre.world.agents.get('a1')?.forced).toMatchObject({ byAccountId: 'a2', what: 'takenOver' });
    expect(taken.centre.world.calls.get(taken.callId)?.handover).toEqual({ how: 'takenOver', from: 'a1' });
    const released = conversation();
    released.orders('release');
    released.picksUp();
    expect(released.centre.world.agents.get('a1')?.forced).toMatchObject({ byAccountId: 'a2', what: 'released' });
    expect(released.centre.world.calls.get(released.callId)?.releasedBy).toBe('a2');
  });

  it('two at once: whoever would have the customer second is refused, and who listens is told who did it', () => {
    const refusal = (order: () => void) => {
      try {
        order();
      } catch (error) {
        if (error instanceof RefusedError) return error.code;
      }
      return undefined;
    };
    const pairs = [
      ['takeOver', 'takeOver'],
      ['release', 'takeOver'],
      ['takeOver', 'release'],
      ['release', 'release'],
    ] as const;
    for (const [first, second] of pairs) {
      const { centre, orders, picksUp } = conversation();
      centre.agentIsReady('a3');
      orders(first);
      expect(
        refusal(() => orders(second, 'a3')),
        `${first}, ${second}`,
      ).toBe('supervision.another');
      picksUp();
      expect(refusal(() => orders(second, 'a3'))).toBe(first === 'takeOver' ? 'supervision.notTalking' : 'panel.customerLeft');
      expect(centre.shown('a3')?.state).toBe('idle');
    }
    for (const [order, what] of [
      ['release', 'callReleased'],
      ['takeOver', 'callTakenOver'],
    ] as const) {
      const { centre, call, orders, picksUp } = conversation();
      centre.agentIsReady('a3');
      orders('listen');
      picksUp();
      orders('listen', 'a3');
      const other = call()?.supervisions.find(
        ({ agentId, channelId }) => agentId === 'a1' && channelId !== call()?.supervisions[0]?.channelId,
      );
      centre.take({ type: 'channelUp', engine: ENGINE, channelId: other?.channelId ?? '' });
      orders(order);
      expect(centre.world.agents.get('a3')?.forced, order).toMatchObject({ byAccountId: 'a2', what });
    }
    // The agent passes the customer on while they listen.
    const { centre, callId, orders, picksUp } = conversation();
    centre.agentIsReady('a3');
    orders('listen');
    picksUp();
    centre.take({ type: 'transfer', agentId: 'a1', number: '8003' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.call(callId)?.transfer?.channelId ?? '' });
    expect(centre.call(callId)).toMatchObject({ agentId: 'a3', supervisions: [] });
    expect(centre.world.agents.get('a2')?.forced).toMatchObject({ byAccountId: 'a1', what: 'callLeft' });
  });

  it('a barging supervisor goes on with the customer when the agent hangs up', () => {
    const { centre, call, orders, picksUp } = conversation();
    orders('barge');
    picksUp();
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect(call()).toMatchObject({ agentId: 'a2', phase: 'talking', supervisions: [] });
  });
});

describe('PAN-11c: a supervisor whose phone is lost', () => {
  const lost = () => {
    const scene = conversation();
    scene.orders('whisper');
    scene.picksUp();
    const phone = (online: boolean) => scene.centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online });
    phone(false);
    const channelId = scene.call()?.supervisions[0]?.channelId ?? '';
    // Gone from the application, and gone.
    for (let said = 0; said < 2; said++) scene.centre.take({ type: 'channelGone', channelId, cause: 44 });
    return { ...scene, phone };
  };

  it('is called again when it is there, and whispers as before', () => {
    const { centre, callId, call, picksUp, phone } = lost();
    expect(centre.shown('a2')?.state).toBe('talking');
    centre.commands.length = 0;
    phone(true);
    expect(centre.done(callId)).toEqual(['originate']);
    picksUp();
    expect(call()?.supervisions).toMatchObject([{ mode: 'whisper', returning: false }]);
    expect(centre.done(callId)).toContain('tap');
  });

  it('and who does not come back is free, while the call goes on', () => {
    const { centre, call } = lost();
    centre.wait(40_000);
    expect(call()).toMatchObject({ phase: 'talking', supervisions: [] });
    expect(centre.shown('a2')?.state).toBe('idle');
  });
});
