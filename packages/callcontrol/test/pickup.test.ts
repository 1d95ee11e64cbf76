import { describe, expect, it } from 'vitest';
import { CallCentre, ENGINE } from './call-centre.ts';
import { seen } from './world-view.ts';

/** a1 rings for a call of the queue; a2 and a3 are in his group, a4 is in none. */
function centreOf(queue: ConstructorParameters<typeof CallCentre>[1] = {}): CallCentre {
  const centre = new CallCentre(4, queue);
  for (const agentId of ['a1', 'a2', 'a3']) centre.directory.change(agentId, { pickupGroup: 'east' });
  for (let n = 1; n <= 4; n++) centre.take({ type: 'phone', engine: ENGINE, agentId: `a${n}`, online: true });
  centre.take({ type: 'signIn', agentId: 'a1' });
  return centre;
}

describe('picking up a call that rings elsewhere', () => {
  it('takes the call of a queue: the other phone falls silent and has missed nothing', () => {
    const centre = centreOf({ missesBeforePause: 1 });
    const call = centre.customerWaits();
    centre.phoneDials('a2', '*8');
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a2', offers: [] });
    expect(centre.commands).toContainEqual(
      expect.objectContaining({ do: 'hangup', channelId: `${call}-a1`, reason: 'answered_elsewhere' }),
    );
    expect(centre.done(call)).toEqual(expect.arrayContaining(['answer', 'bridge', 'record']));
    expect(centre.callFacts(call)).toContainEqual(expect.objectContaining({ type: 'pickedUp', agentId: 'a2', fromAgentId: 'a1' }));
    expect(centre.callFacts(call)).toContainEqual(expect.objectContaining({ type: 'leftQueue', outcome: 'answered' }));
    expect(centre.shown('a1')).toMatchObject({ state: 'idle', reason: null });
    expect(centre.world.agents.get('a1')?.misses).toBe(0);
    // The phone that was silenced says so: nothing comes of it.
    centre.take({ type: 'channelGone', channelId: `${call}-a1`, cause: 26 });
    expect(centre.call(call)?.phase).toBe('talking');
    centre.agentHangsUp(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'hangup', endedBy: 'agent' }]);
  });

  it('silences all phones when all ring', () => {
    const centre = centreOf({ strategy: 'ringAll' });
    centre.take({ type: 'signIn', agentId: 'a3' });
    const call = centre.customerWaits();
    expect(centre.call(call)?.offers).toHaveLength(2);
    centre.phoneDials('a2', '*8');
    const silenced = centre.commands.filter((command) => command.do === 'hangup' && command.reason === 'answered_elsewhere');
    expect(silenced).toHaveLength(2);
    expect(centre.call(call)?.agentId).toBe('a2');
  });

  it('takes a direct call, and one of a colleague, which is not recorded', () => {
    const centre = centreOf();
    centre.directory.routes.set('2000', { kind: 'extension', agentId: 'a1' });
    const direct = centre.customerRings('2000');
    centre.phoneDials('a2', '*88001');
    expect(centre.call(direct)).toMatchObject({ phase: 'talking', agentId: 'a2', connecting: null, queueId: null });
    const internal = centre.phoneDials('a4', '8001');
    const picked = centre.phoneDials('a3', '*8');
    expect(centre.call(internal)).toMatchObject({ phase: 'talking', agentId: 'a4', peerAgentId: 'a3' });
    expect(centre.call(internal)?.customerChannelId).toBe(`phone-${picked}`);
    expect(centre.done(internal)).not.toContain('record');
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('takes whatever has rung longest', () => {
    const centre = centreOf();
    centre.take({ type: 'signIn', agentId: 'a3' });
    const first = centre.customerWaits();
    centre.now += 1000;
    const second = centre.customerWaits();
    centre.phoneDials('a2', '*8');
    expect([centre.call(first)?.phase, centre.call(second)?.phase]).toEqual(['talking', 'ringing']);
  });

  it('is not for everybody: others hear that they may not, and the phone rings on', () => {
    const centre = centreOf();
    const call = centre.customerWaits();
    const code = centre.phoneDials('a4', '*88001');
    expect(centre.heard(code)).toEqual(['en/not-allowed']);
    expect(centre.call(call)?.phase).toBe('ringing');
    centre.soundEnds(code);
    const group = centre.phoneDials('a4', '*8');
    expect(centre.heard(group)).toEqual(['en/not-available']);
  });

  it('is for the supervisor of a common queue, by number, and for the administrator', () => {
    const centre = centreOf();
    centre.directory.change('a4', { leads: 'ownQueues' });
    const call = centre.customerWaits();
    centre.phoneDials('a4', '*88001');
    expect(centre.call(call)?.agentId).toBe('a4');
    centre.directory.change('a4', { queueIds: [] });
    centre.take({ type: 'hangup', agentId: 'a4' });
    const next = centre.customerWaits();
    const refused = centre.phoneDials('a4', '*88001');
    expect(centre.call(next)?.phase).toBe('ringing');
    centre.soundEnds(refused);
    centre.directory.change('a4', { leads: 'everybody' });
    centre.phoneDials('a4', '*88001');
    expect(centre.call(next)?.agentId).toBe('a4');
  });

  it('finds nothing when nothing rings, nor over another engine, nor while one is on a call', () => {
    const centre = centreOf();
    expect(centre.heard(centre.phoneDials('a2', '*8'))).toEqual(['en/not-available']);
    const call = centre.customerWaits();
    centre.take({
      type: 'callArrived',
      engine: 'e2',
      callId: 'far',
      channelId: 'far-1',
      endpoint: 'demo-8002',
      calledNumber: '*8',
      callerNumber: '8002',
      callerName: '',
    });
    expect(centre.call(call)?.phase).toBe('ringing');
    centre.phoneDials('a3', '13800138000');
    expect(centre.heard(centre.phoneDials('a3', '*8'))).toEqual(['en/not-allowed']);
    expect(centre.call(call)?.phase).toBe('ringing');
  });

  it('takes an agent-first callback: the customer is dialled for him', () => {
    const centre = centreOf({ callbackEnabled: true, callbackAfterS: 1, callbackMode: 'agentFirst', callbackExpiryS: 3600 });
    centre.take({ type: 'signOut', agentId: 'a1' });
    const call = centre.customerWaits();
    centre.wait(0);
    centre.presses(call, '2');
    centre.soundEnds(call);
    centre.wait(10_000);
    centre.take({ type: 'signIn', agentId: 'a1' });
    const made = [...centre.world.calls.values()].find((one) => one.callbackId !== null);
    expect(made?.state.phase).toBe('ringing');
    centre.phoneDials('a2', '*8');
    expect(seen(made)).toMatchObject({ phase: 'callingBack', agentId: 'a2' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: made?.customerChannelId ?? '' });
    expect(made?.state.phase).toBe('talking');
  });

  it('works from the console, where one’s own phone is called for it', () => {
    const centre = centreOf();
    const call = centre.customerWaits();
    centre.take({ type: 'dial', callId: 'click', agentId: 'a2', number: '*8' });
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'click-c' });
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a2', agentChannelId: 'click-c' });
    expect(centre.ending('click')).toMatchObject([{ reason: 'hangup', endedBy: 'system' }]);
    expect(centre.commands).not.toContainEqual(expect.objectContaining({ do: 'hangup', channelId: 'click-c' }));
    expect(centre.shown('a2')?.state).toBe('talking');
  });
});
