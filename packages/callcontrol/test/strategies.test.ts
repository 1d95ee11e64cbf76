import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueStrategy } from '../src/testing.ts';
import { type Candidate, levelNeeded, type RankContext, rank } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

const candidate = (agentId: string, changes: Partial<Candidate> = {}): Candidate => ({
  agentId,
  penalty: 0,
  position: Number(agentId.slice(1)) - 1,
  level: 0,
  idleSince: 1000,
  calls: 0,
  talkMs: 0,
  triedAt: 0,
  ...changes,
});
const context = (strategy: QueueStrategy, changes: Partial<RankContext> = {}): RankContext => ({
  strategy,
  lastAgentId: null,
  lastPosition: -1,
  seed: 'call-1/0',
  ...changes,
});
const order = (candidates: Candidate[], ranked: RankContext) => rank(candidates, ranked).map((one) => one.agentId);

describe('the order in which ready members are rung', () => {
  it('longest idle: whoever has waited longest for a call', () => {
    const three = [candidate('a1', { idleSince: 30 }), candidate('a2', { idleSince: 10 }), candidate('a3', { idleSince: 20 })];
    expect(order(three, context('longestIdle'))).toEqual(['a2', 'a3', 'a1']);
  });

  it('fewest calls, and least talk time: who has done least', () => {
    const three = [
      candidate('a1', { calls: 3, talkMs: 10 }),
      candidate('a2', { calls: 1, talkMs: 30 }),
      candidate('a3', { calls: 2, talkMs: 20 }),
    ];
    expect(order(three, context('fewestCalls'))).toEqual(['a2', 'a3', 'a1']);
    expect(order(three, context('leastTalkTime'))).toEqual(['a1', 'a3', 'a2']);
  });

  it('round robin: the one after him who was rung last, and round again', () => {
    const ready = [candidate('a1'), candidate('a2'), candidate('a4')];
    expect(order(ready, context('roundRobin', { lastPosition: 1 }))).toEqual(['a4', 'a1', 'a2']);
    expect(order(ready, context('roundRobin', { lastPosition: 3 }))).toEqual(['a1', 'a2', 'a4']);
    expect(order(ready, context('roundRobin'))).toEqual(['a1', 'a2', 'a4']);
  });

  it('linear: the queue’s own order, every time from its beginning', () => {
    const ready = [candidate('a3', { idleSince: 1 }), candidate('a1', { idleSince: 99 }), candidate('a2')];
    expect(order(ready, context('linear', { lastPosition: 0 }))).toEqual(['a1', 'a2', 'a3']);
  });

  it('skills: who knows most of what is asked for', () => {
    const ready = [candidate('a1', { level: 3 }), candidate('a2', { level: 9 }), candidate('a3', { level: 5 })];
    expect(order(ready, context('skills'))).toEqual(['a2', 'a3', 'a1']);
  });

  it('a lower penalty comes before everything else, but not before those not tried yet', () => {
    const ready = [
      candidate('a1', { penalty: 5, idleSince: 1 }),
      candidate('a2', { idleSince: 99 }),
      candidate('a3', { triedAt: 5, idleSince: 1 }),
    ];
    expect(order(ready, context('longestIdle'))).toEqual(['a2', 'a1', 'a3']);
  });

  it('random: everybody equally often; weighted: the higher the penalty the less', () => {
    const first = { random: new Map<string, number>(), weightedRandom: new Map<string, number>() };
    const ready = [candidate('a1'), candidate('a2', { penalty: 1 }), candidate('a3', { penalty: 3 })];
    const equal = ready.map((one) => ({ ...one, penalty: 0 }));
    for (let call = 0; call < 6000; call++) {
      for (const strategy of ['random', 'weightedRandom'] as const) {
        const [winner = ''] = order(strategy === 'random' ? equal : ready, context(strategy, { seed: `call-${call}/0` }));
        first[strategy].set(winner, (first[strategy].get(winner) ?? 0) + 1);
      }
    }
    for (const id of ['a1', 'a2', 'a3']) expect(first.random.get(id)).toBeGreaterThan(1850);
    // Weights 1 : 1/2 : 1/4.
    expect(first.weightedRandom.get('a1')).toBeGreaterThan(3250);
    expect(first.weightedRandom.get('a2')).toBeGreaterThan(1550);
    expect(first.weightedRandom.get('a2')).toBeLessThan(1900);
    expect(first.weightedRandom.get('a3')).toBeLessThan(1000);
  });

  it('is the same for the same question, whoever asks in whatever order', () => {
    const someone = fc.record({
      penalty: fc.nat(2),
      level: fc.nat(3),
      idleSince: fc.nat(5),
      calls: fc.nat(3),
      talkMs: fc.nat(3),
      triedAt: fc.nat(2),
    });
    const strategies = fc.constantFrom<QueueStrategy>(
      'longestIdle',
      'fewestCalls',
      'leastTalkTime',
      'roundRobin',
      'random',
      'weightedRandom',
      'linear',
      'skills',
    );
    fc.assert(
      fc.property(
        fc.array(someone, { minLength: 1, maxLength: 8 }),
        strategies,
        fc.integer({ min: -1, max: 8 }),
        (people, strategy, lastPosition) => {
          const ready = people.map((one, index) => candidate(`a${index + 1}`, one));
          const there = order(ready, context(strategy, { lastPosition }));
          expect(order([...ready].reverse(), context(strategy, { lastPosition }))).toEqual(there);
          expect(new Set(there).size).toBe(ready.length);
        },
      ),
    );
  });
});

describe('skills', () => {
  it('ask for less the longer somebody waits, and at last for nothing', () => {
    const need = {
      skillId: 's',
      minLevel: 8,
      relax: [
        { afterS: 60, minLevel: 0 },
        { afterS: 30, minLevel: 5 },
      ],
    };
    expect([0, 29_999, 30_000, 60_000].map((waited) => levelNeeded(need, waited))).toEqual([8, 8, 5, 0]);
  });

  it('keep a caller waiting until what he needs becomes less, and then he is rung without anybody’s doing', () => {
    const centre = new CallCentre(2, { requiredSkills: [{ skillId: 'english', minLevel: 7, relax: [{ afterS: 30, minLevel: 3 }] }] });
    centre.directory.teach('a1', 'english', 4);
    centre.agentIsReady('a1');
    centre.agentIsReady('a2');
    const call = centre.customerWaits();
    expect(centre.call(call)?.phase).toBe('queued');
    centre.untilNextDeadline();
    expect(centre.callFacts(call).find((fact) => fact.type === 'offered')).toMatchObject({
      agentId: 'a1',
      passedOver: [{ agentId: 'a2', why: 'skillMissing' }],
    });
    expect(centre.now).toBe((centre.call(call)?.enqueuedAt ?? 0) + 30_000);
  });
});

describe('the strategy of a queue', () => {
  it('ring all: every ready member’s phone rings, the first to answer has the call, and nobody else has missed it', () => {
    const centre = new CallCentre(3, { strategy: 'ringAll' });
    for (const id of ['a1', 'a2', 'a3']) centre.agentIsReady(id);
    const call = centre.customerWaits();
    expect(centre.call(call)?.offers.map((offer) => offer.agentId)).toEqual(['a1', 'a2', 'a3']);
    centre.agentAnswers(call, 'a2');
    expect(centre.call(call)).toMatchObject({ phase: 'talking', agentId: 'a2', offers: [] });
    const others = centre.commands.filter((command) => command.do === 'hangup');
    expect(others).toMatchObject([{ reason: 'answered_elsewhere' }, { reason: 'answered_elsewhere' }]);
    expect([centre.shown('a1')?.state, centre.shown('a3')?.state]).toEqual(['idle', 'idle']);
  });

  it('ring all: one who declines leaves the others ringing; when all have, the caller waits on', () => {
    const centre = new CallCentre(2, { strategy: 'ringAll' });
    for (const id of ['a1', 'a2']) centre.agentIsReady(id);
    const call = centre.customerWaits();
    centre.take({ type: 'hangup', agentId: 'a1' });
    expect(centre.call(call)).toMatchObject({ phase: 'ringing', offers: [{ agentId: 'a2' }] });
    centre.take({ type: 'hangup', agentId: 'a2' });
    expect(centre.call(call)).toMatchObject({ phase: 'queued', offers: [] });
  });

  it('round robin remembers over calls whom it rang last', () => {
    const centre = new CallCentre(3, { strategy: 'roundRobin' });
    for (const id of ['a1', 'a2', 'a3']) centre.agentIsReady(id);
    const rung: (string | null | undefined)[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const call = centre.customerWaits();
      centre.offeredAgentAnswers(call);
      rung.push(centre.call(call)?.agentId);
      centre.customerHangsUp(call);
      centre.now += 1000;
    }
    expect(rung).toEqual(['a1', 'a2', 'a3', 'a1']);
  });

  it('fewest calls counts the shift’s calls of this queue', () => {
    const centre = new CallCentre(2, { strategy: 'fewestCalls' });
    centre.agentIsReady('a1');
    const first = centre.customerWaits();
    centre.offeredAgentAnswers(first);
    centre.customerHangsUp(first);
    centre.now += 1000;
    centre.agentIsReady('a2');
    expect(centre.call(centre.customerWaits())?.offers).toMatchObject([{ agentId: 'a2' }]);
  });
});

describe('which caller an agent gets', () => {
  it('over all his queues: the higher priority first, then whoever has waited longest', () => {
    const centre = new CallCentre(1);
    centre.directory.addQueue('q2', { priority: 5 });
    centre.directory.join('a1', 'q2');
    centre.directory.routes.set('2000', { kind: 'queue', queueId: 'q2' });
    const plain = centre.customerWaits('1000');
    centre.now += 1000;
    const urgent = centre.customerWaits('2000');
    centre.now += 1000;
    const lateButUrgent = centre.customerWaits('2000');
    centre.agentIsReady('a1');
    const served = [urgent, lateButUrgent, plain].map((expected) => {
      const ringing = [...centre.world.calls.values()].find((call) => call.state.phase === 'ringing');
      expect(ringing?.id).toBe(expected);
      centre.customerHangsUp(expected);
      return expected;
    });
    expect(served).toHaveLength(3);
  });

  it('his own customer is rung to him first, though others have waited longer for a call', () => {
    const centre = new CallCentre(2);
    centre.callers.set('13550602245', { name: '张三', assignedAgentId: 'a2', lastAgentId: null });
    for (const id of ['a1', 'a2']) centre.agentIsReady(id);
    const call = centre.customerWaits();
    expect(centre.callFacts(call).find((fact) => fact.type === 'offered')).toMatchObject({ agentId: 'a2', because: 'assignedAgent' });
    expect(centre.call(call)?.customerName).toBe('张三');
  });

  it('whose own agent is away or on a call gets whom the strategy says, or waits for him as long as the queue allows', () => {
    const ownAgentTalks = (stickyWaitS: number) => {
      const centre = new CallCentre(2, { stickyWaitS });
      centre.callers.set('13550602245', { name: null, assignedAgentId: null, lastAgentId: 'a2' });
      centre.agentIsReady('a2');
      const first = centre.customerWaits();
      centre.offeredAgentAnswers(first);
      centre.agentIsReady('a1');
      return { centre, call: centre.customerWaits() };
    };
    const now = ownAgentTalks(0);
    expect(now.centre.call(now.call)?.offers).toMatchObject([{ agentId: 'a1' }]);
    const later = ownAgentTalks(20);
    expect(later.centre.call(later.call)?.phase).toBe('queued');
    later.centre.untilNextDeadline();
    expect(later.centre.call(later.call)?.offers).toMatchObject([{ agentId: 'a1' }]);
  });
});

describe('an agent who does not answer', () => {
  it('is set not ready after as many misses as the queue allows, and an answered call forgives them', () => {
    const centre = new CallCentre(1, { missesBeforePause: 2 });
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.take({ type: 'channelGone', channelId: centre.call(call)?.offers[0]?.channelId ?? '', cause: 19 });
    expect(centre.shown('a1')?.state).toBe('idle');
    // The same call is not rung to him again at once.
    expect(centre.call(call)?.phase).toBe('queued');
    centre.untilNextDeadline();
    expect(centre.call(call)?.phase).toBe('ringing');
    centre.take({ type: 'channelGone', channelId: centre.call(call)?.offers[0]?.channelId ?? '', cause: 19 });
    expect(centre.shown('a1')).toMatchObject({ state: 'busy', reason: 'system:noAnswer' });
  });

  it('leaves the caller the pause of the queue before the next phone rings', () => {
    const centre = new CallCentre(2, { retryS: 8 });
    for (const id of ['a1', 'a2']) centre.agentIsReady(id);
    const call = centre.customerWaits();
    centre.take({ type: 'channelGone', channelId: centre.call(call)?.offers[0]?.channelId ?? '', cause: 19 });
    expect(centre.call(call)?.phase).toBe('queued');
    const failedAt = centre.now;
    centre.untilNextDeadline();
    expect(centre.call(call)?.offers).toMatchObject([{ agentId: 'a2' }]);
    expect(centre.now - failedAt).toBe(8000);
  });

  it('of another engine is not rung', () => {
    const centre = new CallCentre(1);
    centre.take({ type: 'signIn', agentId: 'a1' });
    centre.take({ type: 'phone', engine: 'other', agentId: 'a1', online: true });
    expect(centre.call(centre.customerWaits())?.phase).toBe('queued');
    expect(ENGINE).not.toBe('other');
  });
});
