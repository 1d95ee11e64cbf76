import { beforeEach, describe, expect, it } from 'vitest';
import type { Command, Fact, Input } from '../src/testing.ts';
import { emptyWorld, newAgent, offersOf, step, type World } from '../src/testing.ts';
import { drawn, FlowDirectory, hangup, menu, set, TENANT, toQueue } from './flow-caller.ts';
import { picture } from './world-view.ts';

const definition = drawn(
  [menu('m', '12'), set('s', 'x', '{{caller}}'), toQueue('q'), hangup('bye')],
  ['start.next>m', 'm.1>s', 's.next>q', 'm.2>bye'],
);

/** Who draws has extension a1; b1 serves the queue. */
class House {
  readonly world: World = emptyWorld();
  readonly directory = new FlowDirectory();
  readonly commands: Command[] = [];
  readonly facts: Fact[] = [];

  constructor() {
    const { directory, world } = this;
    const agentOf = directory.agent.bind(directory);
    directory.agent = (id) => {
      const config = agentOf(id === 'b1' ? 'a1' : id);
      return config && { ...config, id, queueIds: id === 'b1' ? ['q1'] : [] };
    };
    directory.members = (queueId) => (queueId === 'q1' ? [{ agentId: 'b1', penalty: 0 }] : []);
    for (const id of ['a1', 'b1']) {
      world.agents.set(id, { ...newAgent(id, TENANT, 0), registeredWith: ['e1'], signedIn: true });
    }
  }

  take(input: Input): void {
    const result = step(this.world, this.directory, 1000, input);
    this.commands.push(...result.commands);
    this.facts.push(...result.facts);
  }

  tries(callId = 'c1'): void {
    this.take({ type: 'testFlow', callId, agentId: 'a1', flowId: 'f1', definition, callerNumber: '13800138000', calledNumber: '4001' });
  }

  picksUp(): void {
    this.take({ type: 'channelUp', engine: 'e1', channelId: 'c1-c' });
  }

  get call() {
    return picture(this.world.calls.get('c1') ?? expect.fail('the call has ended'));
  }

  activityOf(agentId: string): string | undefined {
    return this.world.agents.get(agentId)?.activity.kind;
  }
}

describe('a draft that is tried', () => {
  let house: House;
  beforeEach(() => {
    house = new House();
  });

  it('rings the own phone, then plays the draft to it', () => {
    house.tries();
    expect(house.commands).toMatchObject([{ do: 'originate', channelId: 'c1-c', endpoint: 'PJSIP/demo-8001' }]);
    expect(house.activityOf('a1')).toBe('ringing');
    house.picksUp();
    expect(house.call).toMatchObject({ phase: 'flow', type: 'internal', customerNumber: '13800138000', calledNumber: '4001' });
    expect(house.call.flow).toMatchObject({ flowId: 'f1', version: 0, nodeId: 'm' });
    expect(house.activityOf('a1')).toBe('talking');
    expect(house.facts).toContainEqual(expect.objectContaining({ type: 'flowEntered', flowId: 'f1', version: 0 }));
  });

  it('takes the keys of the phone and those of the panel', () => {
    house.tries();
    expect(() => house.take({ type: 'dtmf', agentId: 'b1', digits: '1' })).toThrow('panel.noCall');
    house.picksUp();
    house.take({ type: 'dtmfReceived', channelId: 'c1-c', digit: '9' });
    expect(house.call.flow?.tries).toBe(1);
    house.take({ type: 'dtmf', agentId: 'a1', digits: '1' });
    expect(house.call.phase).toBe('ringing');
  });

  it('really goes to the queue, whose agent talks with the drawer, and afterwards both are free', () => {
    house.tries();
    house.picksUp();
    house.take({ type: 'dtmf', agentId: 'a1', digits: '1' });
    const [offer] = offersOf(house.call);
    expect(offer?.agentId).toBe('b1');
    house.take({ type: 'channelUp', engine: 'e1', channelId: offer?.channelId ?? '' });
    expect(house.call).toMatchObject({ phase: 'talking', agentId: 'b1', peerAgentId: 'a1', recording: null });
    expect([house.activityOf('a1'), house.activityOf('b1')]).toEqual(['talking', 'talking']);
    house.take({ type: 'hangup', agentId: 'b1' });
    expect(house.world.calls.size).toBe(0);
    expect([house.activityOf('a1'), house.activityOf('b1')]).toEqual(['none', 'none']);
  });

  it('shows the way that was taken', () => {
    house.tries();
    const { call } = house;
    house.picksUp();
    house.take({ type: 'dtmf', agentId: 'a1', digits: '2' });
    expect(call.flow?.test?.path).toEqual([
      { flowId: 'f1', nodeId: 'start', exit: 'next' },
      { flowId: 'f1', nodeId: 'm', exit: '2' },
      { flowId: 'f1', nodeId: 'bye', exit: null },
    ]);
  });

  it.each([17, 19, 21])('frees the phone that was not picked up (Q.850 %i)', (cause) => {
    house.tries();
    house.take({ type: 'channelGone', channelId: 'c1-c', cause });
    expect(house.world.calls.size).toBe(0);
    expect(house.activityOf('a1')).toBe('none');
  });

  it('ends when the drawer hangs up, by phone or panel', () => {
    house.tries();
    house.picksUp();
    house.take({ type: 'hangup', agentId: 'a1' });
    expect(house.world.calls.size).toBe(0);
    expect(house.activityOf('a1')).toBe('none');
    expect(house.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId: 'c1-c' }));
  });

  it('needs a phone that is there and free', () => {
    house.tries();
    expect(() => house.tries('c2')).toThrow('panel.alreadyInCall');
    const other = new House();
    other.world.agents.set('a1', newAgent('a1', TENANT, 0));
    expect(() => other.tries()).toThrow('panel.phoneOffline');
    other.directory.agent = () => undefined;
    expect(() => other.tries()).toThrow('panel.noExtension');
    expect(other.world.calls.size).toBe(0);
  });

  it('ends notes of an earlier call: dialling is the own way of saying that they are done', () => {
    const agent = house.world.agents.get('a1') ?? expect.fail('no agent');
    agent.activity = {
      kind: 'wrapUp',
      callId: 'c0',
      startedAt: 0,
      endsAt: 99_999,
      of: { queueId: null, customerNumber: '', customerName: null, disposition: null },
    };
    house.tries();
    expect(house.activityOf('a1')).toBe('ringing');
  });
});
