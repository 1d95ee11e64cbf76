import { describe, expect, it } from 'vitest';
import type { DialTarget, OutsideTarget, TrunkLimits } from '../src/testing.ts';
import { channelsInUse, RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

const NUMBER = '13800138000';

/** A call centre with trunks of its own, in that order. */
class TrunkCentre extends CallCentre {
  readonly limits = new Map<string, TrunkLimits>();

  constructor(trunks: Record<string, Partial<TrunkLimits>>, agents = 3) {
    super(agents);
    for (const [id, limits] of Object.entries(trunks)) this.limits.set(id, { maxChannels: 0, callsPerSecond: 0, ...limits });
    const outside = (number: string): OutsideTarget => ({
      kind: 'outside',
      number,
      permissionClass: 'national',
      routes: [...this.limits.keys()].map((trunkId) => ({
        trunkId,
        dialString: `PJSIP/${number}@trunk-${trunkId}`,
        callerId: `<${trunkId}>`,
      })),
    });
    this.directory.trunk = (id: string) => this.limits.get(id);
    const inside = this.directory.dialTarget.bind(this.directory);
    this.directory.dialTarget = (agentId, number): DialTarget => (number.length > 5 ? outside(number) : inside(agentId, number));
    for (let n = 1; n <= agents; n++) this.agentIsReady(`a${n}`);
  }

  /** Until the customer's leg is dialled. */
  dials(callId: string, agentId = 'a1'): void {
    this.take({ type: 'dial', callId, agentId, number: NUMBER });
    this.take({ type: 'channelUp', engine: ENGINE, channelId: `${callId}-a1` });
  }

  /** The trunks that were tried, in order. */
  tried(): string[] {
    return this.commands.flatMap((command) =>
      command.do === 'originate' && command.endpoint.includes('@') ? [command.endpoint.split('@trunk-')[1] ?? ''] : [],
    );
  }

  /** The channel of the customer's present leg. */
  leg(callId: string): string {
    return this.call(callId)?.customerChannelId ?? 'none';
  }

  fails(callId: string, cause: number): void {
    this.take({ type: 'channelGone', channelId: this.leg(callId), cause });
  }
}

describe('a call out that its trunk cannot carry', () => {
  it.each([3, 18, 20, 27, 34, 38, 41, 42, 102])('for cause %i goes over the next one, under a new channel', (cause) => {
    const centre = new TrunkCentre({ north: {}, south: {} });
    centre.dials('out');
    const first = centre.leg('out');
    centre.fails('out', cause);
    expect(centre.tried()).toEqual(['north', 'south']);
    expect(centre.leg('out')).not.toBe(first);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.leg('out') });
    expect(centre.call('out')?.phase).toBe('talking');
    expect(centre.callFacts('out').flatMap((fact) => (fact.type === 'outsideDialled' ? [[fact.trunkId, fact.attempt]] : []))).toEqual([
      ['north', 1],
      ['south', 2],
    ]);
    expect(centre.callFacts('out')).toContainEqual(expect.objectContaining({ type: 'trunkFailed', trunkId: 'north', cause }));
  });

  it.each([1, 16, 17, 19, 21, 28])('for the callee’s cause %i ends there', (cause) => {
    const centre = new TrunkCentre({ north: {}, south: {} });
    centre.dials('out');
    centre.fails('out', cause);
    expect(centre.tried()).toEqual(['north']);
    expect(centre.ending('out')).toMatchObject([{ cause }]);
  });

  it('ends there when it has rung: whoever was rung is not rung again', () => {
    const centre = new TrunkCentre({ north: {}, south: {} });
    centre.dials('out');
    centre.take({ type: 'channelRinging', channelId: centre.leg('out') });
    centre.fails('out', 34);
    expect(centre.tried()).toEqual(['north']);
    expect(centre.ending('out')).toHaveLength(1);
  });

  it('ends with the last cause when no trunk can, and every line is free again', () => {
    const centre = new TrunkCentre({ north: {}, south: {} });
    centre.dials('out');
    centre.take({ type: 'originateFailed', channelId: centre.leg('out') });
    centre.fails('out', 34);
    expect(centre.ending('out')).toMatchObject([{ reason: 'failed', cause: 34 }]);
    expect(['north', 'south'].map((id) => channelsInUse(centre.world, id))).toEqual([0, 0]);
    expect(centre.shown('a1')?.state).toBe('idle');
  });

  it('is not hung up twice, nor heard of again under its old channel', () => {
    const centre = new TrunkCentre({ north: {}, south: {} });
    centre.dials('out');
    const first = centre.leg('out');
    centre.fails('out', 34);
    centre.take({ type: 'channelGone', channelId: first, cause: 34 });
    expect(centre.tried()).toEqual(['north', 'south']);
    expect(centre.call('out')?.phase).toBe('dialling');
  });

  it('of a transfer goes over the next one, too, and the customer hears ringing meanwhile', () => {
    const centre = new TrunkCentre({ north: {}, south: {} }, 1);
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    const agentChannel = centre.call(call)?.agentChannelId ?? 'none';
    centre.take({ type: 'transferAsked', engine: ENGINE, channelId: agentChannel, destination: NUMBER, replaces: null });
    const first = centre.call(call)?.transfer?.channelId ?? 'none';
    centre.take({ type: 'channelGone', channelId: first, cause: 34 });
    expect(centre.tried()).toEqual(['north', 'south']);
    expect(centre.callFacts(call).some((fact) => fact.type === 'transferFailed')).toBe(false);
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: centre.call(call)?.transfer?.channelId ?? 'none' });
    expect(centre.callFacts(call)).toContainEqual(expect.objectContaining({ type: 'transferred', number: NUMBER }));
    const played = centre.commands.flatMap((command) =>
      command.do === 'play' && command.media[0]?.startsWith('tone:') ? [command.playbackId] : [],
    );
    const stopped = centre.commands.flatMap((command) => (command.do === 'stopPlayback' ? [command.playbackId] : []));
    expect(stopped).toEqual(expect.arrayContaining(played));
  });
});

describe('a trunk’s limits', () => {
  it('a full trunk is passed over, and used again when a line is free', () => {
    const centre = new TrunkCentre({ north: { maxChannels: 1 }, south: {} });
    centre.dials('one', 'a1');
    centre.dials('two', 'a2');
    expect(centre.tried()).toEqual(['north', 'south']);
    centre.take({ type: 'hangup', agentId: 'a1' });
    centre.dials('three', 'a3');
    expect(centre.tried()).toEqual(['north', 'south', 'north']);
  });

  it('calls in count as well, and one too many is refused', () => {
    const centre = new TrunkCentre({ '1': { maxChannels: 1 } });
    const first = centre.customerRings();
    const second = centre.customerRings();
    expect(centre.call(first)).toBeDefined();
    expect(centre.call(second)).toBeUndefined();
    expect(centre.commands.filter((command) => command.callId === second)).toMatchObject([{ do: 'hangup', reason: 'congestion' }]);
    const dial = () => centre.take({ type: 'dial', callId: 'out', agentId: 'a1', number: NUMBER });
    expect(dial).toThrow(new RefusedError('panel.trunksBusy'));
    centre.customerHangsUp(first);
    expect(centre.call(centre.customerRings())).toBeDefined();
  });

  it('no more calls a second than it takes', () => {
    const centre = new TrunkCentre({ north: { callsPerSecond: 1 }, south: {} });
    centre.dials('one', 'a1');
    centre.dials('two', 'a2');
    centre.now += 1000;
    centre.dials('three', 'a3');
    expect(centre.tried()).toEqual(['north', 'south', 'north']);
  });

  it('the last line taken while the agent’s own phone rang ends the call, and the agent is free', () => {
    const centre = new TrunkCentre({ north: { maxChannels: 1 } });
    centre.take({ type: 'dial', callId: 'slow', agentId: 'a1', number: NUMBER });
    centre.dials('quick', 'a2');
    centre.take({ type: 'channelUp', engine: ENGINE, channelId: 'slow-a1' });
    expect(centre.ending('slow')).toMatchObject([{ reason: 'failed', cause: 34 }]);
    expect(centre.shown('a1')?.state).toBe('idle');
  });
});

describe('a number dialled on the phone that may not be', () => {
  it('is refused with a cause that fits, and leaves a fact', () => {
    const centre = new TrunkCentre({ north: {} });
    centre.directory.dialTarget = () => ({ kind: 'refused', reason: 'notAllowed' });
    centre.take({
      type: 'callArrived',
      engine: ENGINE,
      callId: 'out',
      channelId: 'phone-1',
      endpoint: 'demo-8001',
      calledNumber: '0085212345678',
      callerNumber: '8001',
      callerName: '',
    });
    expect(centre.commands).toMatchObject([{ do: 'hangup', channelId: 'phone-1', reason: 'rejected' }]);
    expect(centre.facts).toContainEqual(expect.objectContaining({ type: 'dialRefused', number: '0085212345678', reason: 'notAllowed' }));
  });
});
