import { describe, expect, it } from 'vitest';
import { CallCentre, ENGINE } from './call-centre.ts';

/** Four agents with phones; 2000 is agent 2's direct number. */
function centreOf(): CallCentre {
  const centre = new CallCentre(4);
  for (let n = 1; n <= 4; n++) centre.agentIsReady(`a${n}`);
  centre.directory.routes.set('2000', { kind: 'extension', agentId: 'a2' });
  return centre;
}

const ringing = (centre: CallCentre) =>
  centre.commands.flatMap((command) => (command.do === 'originate' ? [command.endpoint.replace('PJSIP/', '')] : []));
const forwarded = (centre: CallCentre, callId: string) =>
  centre.callFacts(callId).flatMap((fact) => (fact.type === 'forwarded' ? [{ from: fact.agentId, when: fact.when, to: fact.number }] : []));
const last = <T>(list: readonly T[]): T | undefined => list.at(-1);

/** Whatever rings last does not take it. */
function phoneGivesUp(centre: CallCentre, callId: string, cause: number): void {
  const call = centre.call(callId);
  const channelId = call?.connecting?.channelId ?? call?.customerChannelId ?? 'none';
  centre.take({ type: 'channelGone', channelId, cause });
}

describe('a direct call to an extension', () => {
  it('that forwards always goes there, and its own phone stays still', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { always: '8003' });
    const call = centre.customerRings('2000');
    expect(ringing(centre)).toEqual(['demo-8003']);
    expect(forwarded(centre, call)).toEqual([{ from: 'a2', when: 'always', to: '8003' }]);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.call(call)?.connecting?.channelId ?? '' });
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a3' });
  });

  it.each([
    [19, 'noAnswer'],
    [17, 'busy'],
    [21, 'busy'],
    [20, 'offline'],
  ] as const)('goes on when the phone gives up with cause %i: %s', (cause, when) => {
    const centre = centreOf();
    centre.directory.forward('a2', { [when]: '8004', noAnswerS: 12 });
    const call = centre.customerRings('2000');
    expect(ringing(centre)).toEqual(['demo-8002']);
    phoneGivesUp(centre, call, cause);
    expect(ringing(centre)).toEqual(['demo-8002', 'demo-8004']);
    expect(forwarded(centre, call)).toEqual([{ from: 'a2', when, to: '8004' }]);
    expect(centre.shown('a2')?.state).toBe('idle');
    expect(centre.shown('a4')?.state).toBe('ringing');
  });

  it('rings for as long as the forwarding says, also when the engine forgets to say that the time is over', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { noAnswer: '8003', noAnswerS: 12 });
    centre.customerRings('2000');
    expect(last(centre.commands.filter((command) => command.do === 'originate'))).toMatchObject({ timeoutS: 12 });
    centre.untilNextDeadline();
    expect(ringing(centre)).toEqual(['demo-8002', 'demo-8003']);
  });

  it('whose phone is not there goes where that is forwarded, at once', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { offline: '13800138000' });
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a2', online: false });
    centre.customerRings('2000');
    expect(ringing(centre)).toEqual(['13800138000@trunk-1']);
  });

  it('goes outside on the account of whoever forwards', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { always: '13800138000' });
    const call = centre.customerRings('2000');
    expect(centre.callFacts(call)).toContainEqual(
      expect.objectContaining({ type: 'outsideDialled', agentId: 'a2', number: '13800138000', attempt: 1 }),
    );
  });

  it('does not go where whoever forwards may not dial, and says so', () => {
    const centre = centreOf();
    centre.directory.refused.set('0085212345678', 'notAllowed');
    centre.directory.forward('a2', { always: '0085212345678' });
    const call = centre.customerRings('2000');
    expect(ringing(centre)).toEqual([]);
    expect(centre.heard(call)).toEqual(['zh/not-available']);
    expect(centre.facts).toContainEqual(expect.objectContaining({ type: 'dialRefused', agentId: 'a2', reason: 'notAllowed' }));
  });

  it('does not go round in a circle: nobody who was asked is asked again', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { always: '8003' });
    centre.directory.forward('a3', { noAnswer: '8002' });
    const call = centre.customerRings('2000');
    expect(ringing(centre)).toEqual(['demo-8003']);
    phoneGivesUp(centre, call, 19);
    expect(ringing(centre)).toEqual(['demo-8003']);
    expect(centre.call(call)?.phase).toBe('announcing');
  });

  it('is forwarded five times at most', () => {
    const centre = new CallCentre(8);
    for (let n = 1; n <= 8; n++) centre.agentIsReady(`a${n}`);
    for (let n = 1; n <= 7; n++) centre.directory.forward(`a${n}`, { always: `800${n + 1}` });
    centre.directory.routes.set('2000', { kind: 'extension', agentId: 'a1' });
    const call = centre.customerRings('2000');
    expect(forwarded(centre, call)).toHaveLength(5);
    expect(ringing(centre)).toEqual([]);
    expect(centre.call(call)?.phase).toBe('announcing');
  });

  it('of somebody not to be disturbed is busy, or goes where busy calls go', () => {
    const centre = centreOf();
    centre.directory.change('a2', { doNotDisturb: true });
    const call = centre.customerRings('2000');
    expect(ringing(centre)).toEqual([]);
    centre.soundEnds(call);
    expect(centre.ending(call)).toMatchObject([{ reason: 'busy' }]);
    centre.directory.forward('a2', { busy: '8003' });
    centre.customerRings('2000');
    expect(ringing(centre)).toEqual(['demo-8003']);
  });
});

describe('a call from a colleague', () => {
  it('is forwarded when nobody answers; the first phone is free again, and nothing is recorded', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { noAnswer: '8003' });
    const call = centre.phoneDials('a1', '8002');
    expect(centre.shown('a2')?.state).toBe('ringing');
    phoneGivesUp(centre, call, 19);
    expect([centre.shown('a2')?.state, centre.shown('a3')?.state]).toEqual(['idle', 'ringing']);
    const { customerChannelId = '' } = centre.call(call) ?? {};
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: customerChannelId });
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a1', peerAgentId: 'a3' });
    expect(centre.done(call)).not.toContain('record');
  });

  it('is forwarded when the deadline passes and the engine has said nothing', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { noAnswer: '8003', noAnswerS: 10 });
    const call = centre.phoneDials('a1', '8002');
    centre.wait(15_000);
    expect(ringing(centre)).toEqual(['demo-8002', 'demo-8003']);
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId: `${call}-c` }));
    expect(centre.shown('a2')?.state).toBe('idle');
  });

  it('goes outside within the rights of whoever forwards, although the caller could not dial it', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { always: '13800138000' });
    const call = centre.phoneDials('a1', '8002');
    expect(ringing(centre)).toEqual(['13800138000@trunk-1']);
    expect(centre.callFacts(call)).toContainEqual(expect.objectContaining({ type: 'outsideDialled', agentId: 'a2' }));
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: `${call}-c` });
    expect(centre.call(call)?.phase).toBe('talking');
    expect(centre.done(call)).not.toContain('record');
  });

  it('never comes back to the caller', () => {
    const centre = centreOf();
    centre.directory.forward('a2', { always: '8001' });
    const call = centre.phoneDials('a1', '8002');
    expect(ringing(centre)).toEqual([]);
    expect(centre.ending(call)).toMatchObject([{ reason: 'unreachable' }]);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('meets a busy line while the colleague is not to be disturbed', () => {
    const centre = centreOf();
    centre.directory.change('a2', { doNotDisturb: true });
    const call = centre.phoneDials('a1', '8002');
    expect(centre.ending(call)).toMatchObject([{ reason: 'busy' }]);
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId: `phone-${call}`, reason: 'busy' }));
  });
});

describe('calls of a queue', () => {
  it('are not forwarded', () => {
    const centre = new CallCentre(1);
    centre.agentIsReady('a1');
    centre.directory.forward('a1', { always: '13800138000', noAnswer: '13800138000' });
    const call = centre.customerWaits();
    expect(ringing(centre)).toEqual(['demo-8001']);
    centre.take({ type: 'channelGone', channelId: `${call}-a1`, cause: 19 });
    expect(forwarded(centre, call)).toEqual([]);
  });

  it('are not offered to somebody not to be disturbed, and it is told why; when he is, he gets them', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    centre.agentIsReady('a2');
    centre.directory.change('a1', { doNotDisturb: true });
    const first = centre.customerWaits();
    expect(centre.call(first)?.offers.map((offer) => offer.agentId)).toEqual(['a2']);
    const offered = centre.callFacts(first).find((fact) => fact.type === 'offered');
    expect(offered).toMatchObject({ passedOver: [{ agentId: 'a1', why: 'doNotDisturb' }] });
    const second = centre.customerWaits();
    expect(centre.call(second)?.phase).toBe('queued');
    centre.directory.change('a1', { doNotDisturb: false });
    centre.take({ type: 'directoryChanged' });
    expect(centre.call(second)?.offers.map((offer) => offer.agentId)).toEqual(['a1']);
  });

  it('go to others although it is his customer', () => {
    const centre = new CallCentre(2, { stickyAgent: true, stickyWaitS: 60 });
    centre.agentIsReady('a1');
    centre.agentIsReady('a2');
    centre.callers.set('13550602245', { name: null, assignedAgentId: 'a1', lastAgentId: null });
    centre.directory.change('a1', { doNotDisturb: true });
    const call = centre.customerWaits();
    expect(centre.call(call)?.offers.map((offer) => offer.agentId)).toEqual(['a2']);
  });

  it('find nobody there when all want to be left alone', () => {
    const centre = new CallCentre(1, { leaveWhenEmpty: true });
    centre.agentIsReady('a1');
    centre.directory.change('a1', { doNotDisturb: true });
    const call = centre.customerRings();
    expect(centre.heard(call)).toEqual(['en/all-busy']);
  });
});
