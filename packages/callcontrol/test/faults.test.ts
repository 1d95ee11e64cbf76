import { describe, expect, it } from 'vitest';
import { allowForAbsence, channelsInUse, type QueueConfig } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { KINDS } from './golden-runs.ts';
import { Marks } from './marked.ts';
import { supervisionsOf } from './world-view.ts';

// Faults that were found when call control was mapped, each as it showed.

const OUTSIDE = '13900000000';

/** A customer talks with a1; a2 and a3 are there, a3 leads everybody. */
function conversation(queue: Partial<QueueConfig> = {}): { centre: CallCentre; callId: string } {
  const centre = new CallCentre(3, queue);
  centre.directory.change('a3', { leads: 'everybody' });
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  for (const agentId of ['a2', 'a3']) centre.agentIsReady(agentId);
  centre.now += 10_000;
  return { centre, callId };
}

function rungLast(centre: CallCentre): string {
  const rung = centre.commands.findLast((command) => command.do === 'originate');
  return rung?.do === 'originate' ? rung.channelId : expect.fail('no phone was rung');
}
const up = (centre: CallCentre, channelId = rungLast(centre)) => centre.take({ type: 'channelUp', engine: ENGINE, channelId });
const gone = (centre: CallCentre, channelId: string, cause: number) => centre.take({ type: 'channelGone', channelId, cause });

function loseAgent(centre: CallCentre, callId: string): number {
  const lostAt = centre.now;
  centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: false });
  gone(centre, centre.call(callId)?.agentChannelId ?? '', 44);
  return lostAt;
}

/** When the agent was given up, in ms after the loss of their phone. */
function givenUpAfter(centre: CallCentre, lostAt: number): number {
  for (let turns = 0; turns < 10 && !centre.facts.some(({ type }) => type === 'agentGivenUp'); turns++) centre.untilNextDeadline();
  return (centre.facts.find(({ type }) => type === 'agentGivenUp')?.at ?? Number.POSITIVE_INFINITY) - lostAt;
}

describe('the customer of an agent who was lost waits 45 s, whatever others do', () => {
  it('whom the agent asks declines', () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    const asked = rungLast(centre);
    const lostAt = loseAgent(centre, callId);
    centre.now += 1000;
    gone(centre, asked, 21);
    expect(givenUpAfter(centre, lostAt)).toBe(45_000);
  });

  it('whom the agent asks answers: they have the customer then', () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    const asked = rungLast(centre);
    const lostAt = loseAgent(centre, callId);
    centre.now += 1000;
    up(centre, asked);
    expect(givenUpAfter(centre, lostAt)).toBe(45_000);
    expect(centre.call(callId)).toMatchObject({ agentId: 'a2', held: false });
  });

  it('a supervisor loads their page again', () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'supervise', supervisorId: 'a3', agentId: 'a1', mode: 'listen' });
    up(centre);
    const lostAt = loseAgent(centre, callId);
    centre.now += 1000;
    centre.take({ type: 'reclaim', agentId: 'a3' });
    expect(givenUpAfter(centre, lostAt)).toBe(45_000);
  });

  it('and is with the agent again when they are back, not on hold', () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    const asked = rungLast(centre);
    loseAgent(centre, callId);
    gone(centre, asked, 21);
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: true });
    up(centre);
    expect(centre.call(callId)).toMatchObject({ agentId: 'a1', absence: null, held: false });
  });
});

describe('an agent who was lost and is waited for no more', () => {
  const rings = (centre: CallCentre) => {
    const channelId = rungLast(centre);
    return !centre.commands.some((command) => command.do === 'hangup' && command.channelId === channelId);
  };

  /** Their page is loaded again: the phone is lost, and rings anew. */
  const reload = (centre: CallCentre) => centre.take({ type: 'reclaim', agentId: 'a1' });

  it('has no phone that rings on when they hang up and the customer is asked how it was', () => {
    const { centre, callId } = conversation({ satisfaction: 'automatic' });
    reload(centre);
    expect(rings(centre)).toBe(true);
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect(centre.call(callId)?.phase).toBe('survey');
    expect(rings(centre)).toBe(false);
  });

  it('nor when the one whom they have asked takes the customer', () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    up(centre);
    reload(centre);
    centre.take({ type: 'completeConsult', agentId: 'a1', hangUpCustomer: false });
    expect(centre.call(callId)).toMatchObject({ agentId: 'a2', absence: null });
    expect(rings(centre)).toBe(false);
  });

  it('is back when they bring all together on their second line', () => {
    const { centre, callId } = conversation();
    centre.phoneDials('a1', '8002');
    up(centre);
    gone(centre, centre.call(callId)?.agentChannelId ?? '', 44);
    centre.take({ type: 'talkWith', agentId: 'a1', with: 'all' });
    expect(rings(centre)).toBe(false);
    expect(centre.call(callId)).toMatchObject({ agentId: 'a1', absence: null, held: false });
    centre.wait(60_000);
    expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a1' });
  });
});

describe('a trunk counts only the legs that there are', () => {
  it('one whose ringing time is over is not there', () => {
    const centre = new CallCentre(1, { overflow: [{ kind: 'extension', agentId: 'a1' }] });
    centre.directory.routes.set('3999', { kind: 'outside', number: OUTSIDE });
    centre.customerRings('3999');
    expect(channelsInUse(centre.world, '1')).toBe(2);
    centre.untilNextDeadline();
    expect(channelsInUse(centre.world, '1')).toBe(1);
  });

  it('nor is a customer who has left while others go on', () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    up(centre);
    centre.take({ type: 'talkWith', agentId: 'a1', with: 'all' });
    centre.customerHangsUp(callId);
    expect(centre.call(callId)?.customerLeftAt).not.toBeNull();
    expect(channelsInUse(centre.world, '1')).toBe(0);
  });

  it('nor is one whom an agent has called', () => {
    const centre = new CallCentre(2);
    for (const agentId of ['a1', 'a2']) centre.agentIsReady(agentId);
    centre.take({ type: 'dial', callId: 'd1', agentId: 'a1', number: OUTSIDE });
    up(centre);
    const customer = rungLast(centre);
    up(centre);
    centre.take({ type: 'consult', agentId: 'a1', number: '8002' });
    up(centre);
    centre.take({ type: 'talkWith', agentId: 'a1', with: 'all' });
    gone(centre, customer, 16);
    expect(centre.call('d1')?.customerLeftAt).not.toBeNull();
    expect(channelsInUse(centre.world, '1')).toBe(0);
  });
});

describe('what a step changes it marks for storing', () => {
  it.each(Object.keys(KINDS))('in every step of chance: %s', (name) => {
    const kind = KINDS[name] ?? expect.fail();
    const unmarked: string[] = [];
    const watched = kind.traces(kind.runs, (centre) => {
      const marks = new Marks(centre.world);
      centre.afterStep = (step) => unmarked.push(...marks.unmarkedBy(step));
    });
    expect([...watched].length).toBe(kind.runs);
    expect(unmarked.slice(0, 3)).toEqual([]);
  });
});

describe('while an engine is away nobody can answer', () => {
  it.each(['consult', 'transfer'] as const)('the phone of a %s rings that much longer', (type) => {
    const { centre } = conversation();
    centre.take({ type, agentId: 'a1', number: '8002' });
    const since = centre.now + 10_000;
    centre.now += 40_000;
    allowForAbsence(centre.world, ENGINE, since, centre.now);
    centre.wait(0);
    const ended = ({ type: fact }: { type: string }) => fact === 'consultEnded' || fact === 'transferFailed';
    expect(centre.facts.some(ended)).toBe(false);
    centre.wait(25_000);
    expect(centre.facts.some(ended)).toBe(true);
  });

  it("a supervisor's phone rings that much longer", () => {
    const { centre, callId } = conversation();
    centre.take({ type: 'supervise', supervisorId: 'a3', agentId: 'a1', mode: 'listen' });
    const since = centre.now + 10_000;
    centre.now += 40_000;
    allowForAbsence(centre.world, ENGINE, since, centre.now);
    centre.wait(0);
    const supervisions = () => supervisionsOf(centre.call(callId) ?? expect.fail());
    expect(supervisions()).toHaveLength(1);
    centre.wait(25_000);
    expect(supervisions()).toHaveLength(0);
  });
});

describe('an error in the middle of the end of a call', () => {
  it('leaves the end of that call, and frees its agent', () => {
    const { centre, callId } = conversation();
    const { queue } = centre.directory;
    let isBroken = true;
    centre.meets = () => {};
    centre.directory.queue = (queueId) => {
      if (isBroken) throw new Error('the directory is broken');
      return queue.call(centre.directory, queueId);
    };
    centre.customerHangsUp(callId);
    isBroken = false;
    expect(centre.ending(callId)).toHaveLength(1);
    expect(centre.world.agents.get('a1')?.activity.kind).toBe('none');
  });
});
