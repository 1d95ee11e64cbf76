import { FakeEngine } from '@zuoxi/ari/fake';
import { type Logger, SteadyClock, sequentialIds, silentLogger } from '@zuoxi/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallControl, emptyWorld, type Input, Step, UnexpectedError, type World } from '../src/testing.ts';
import { CallCentre, ENGINE, NO_SERVICES, TestDirectory } from './call-centre.ts';
import { portOf } from './centre-on-fake.ts';
import { checkInvariants, comesToItsEnd, play } from './chance.ts';
import * as conversations from './conversation-moves.ts';
import * as interleavings from './interleaving-moves.ts';

/** Where something breaks: at that use of it from now on, once. */
interface Fault {
  what: 'directory' | 'command' | 'callFact' | 'agentFact';
  use: number;
}

const faults: fc.Arbitrary<Fault | null> = fc.option(
  fc.record({ what: fc.constantFrom('directory', 'directory', 'command', 'callFact', 'agentFact'), use: fc.integer({ min: 1, max: 12 }) }),
  { nil: null, freq: 4 },
);

class Broken extends Error {}

/** Carries `run` out while that breaks. True: it was used so often, and broke. */
function broken(centre: CallCentre, { what, use }: Fault, run: () => void): boolean {
  let left = use;
  const breaks = () => {
    left -= 1;
    if (left === 0) throw new Broken(`${what} is broken`);
  };
  const { directory } = centre;
  const method = what === 'directory' ? undefined : Step.prototype[what];
  if (what === 'directory') {
    const get = (target: typeof directory, key: keyof typeof directory) => {
      const value = target[key];
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        breaks();
        return Reflect.apply(value, target, given);
      };
    };
    Object.assign(centre, { directory: new Proxy(directory, { get: (target, key) => get(target, key as keyof typeof directory) }) });
  } else {
    Object.assign(Step.prototype, {
      [what](this: Step, ...given: unknown[]) {
        // Facts that begin something: without them its end would be one of nothing.
        const begins = given.some((one) => ['started', 'enqueued'].includes(String(Object(one).type)));
        if (!begins) breaks();
        return Reflect.apply(method as () => void, this, given);
      },
    });
  }
  try {
    run();
  } catch (error) {
    // What the world of the test asks outside of a step.
    if (!(error instanceof Broken)) throw error;
  } finally {
    Object.assign(centre, { directory });
    if (method) Object.assign(Step.prototype, { [what]: method });
  }
  return left <= 0;
}

/** Calls and conferences; a callback and its call are one. */
const ownersOf = ({ calls, conferences, callbacks }: World): Set<string> => {
  const called = new Set([...callbacks.values()].map(({ callId }) => callId));
  return new Set([...[...calls.keys()].filter((id) => !called.has(id)), ...conferences.keys(), ...callbacks.keys()]);
};

function happens(centre: CallCentre, fault: Fault | null, move: (centre: CallCentre) => void): boolean {
  if (!fault) {
    move(centre);
    return false;
  }
  const twin = centre.twin();
  move(twin);
  let problems = 0;
  centre.meets = (met) => {
    problems += met.length;
  };
  const before = centre.facts.length;
  const broke = broken(centre, fault, () => move(centre));
  centre.meets = ([first]) => {
    if (first) throw first.error;
  };
  checkInvariants(centre);
  if (problems === 0) return broke;
  const left = ownersOf(centre.world);
  const missing = [...ownersOf(twin.world)].filter((id) => !left.has(id));
  expect(missing.length, `ended by one error: ${missing}`).toBeLessThanOrEqual(1);
  const ended = centre.facts.slice(before).flatMap((fact) => (fact.type === 'ended' && fact.stream === 'call' ? [fact.callId] : []));
  expect(new Set(ended).size, 'a call ends once').toBe(ended.length);
  return true;
}

describe('an error that nobody has thought of', () => {
  it.each([['conversation', conversations] as const, ['interleaving', interleavings] as const])(
    'ends one owner at most, once, and leaves the rest whole: %s',
    (_, { moves, queues, ...kind }) => {
      let broke = 0;
      fc.assert(
        fc.property(fc.tuple(moves, queues), fc.array(faults, { minLength: 60, maxLength: 60 }), ([sequence, queue], given) => {
          const centre = 'conversation' in kind ? kind.conversation(queue) : kind.callCentre(queue);
          for (const [index, move] of sequence.entries()) {
            centre.now += 10;
            if (happens(centre, given[index] ?? null, (one) => play(one, kind.inputOf(one, move)))) broke += 1;
          }
          comesToItsEnd(centre);
        }),
        { numRuns: 100, endOnFailure: true },
      );
      // Without these the property would be empty.
      expect(broke).toBeGreaterThan(50);
    },
  );

  it('ends the call whose phone it is about also when the phone was taken out of it just before', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    const call = centre.customerWaits();
    centre.offeredAgentAnswers(call);
    centre.agentIsReady('a2');
    centre.take({ type: 'supervise', supervisorId: 'a2', agentId: 'a1', mode: 'listen' });
    const channelId = centre.call(call)?.supervisions[0]?.channelId ?? expect.fail();
    centre.take({ type: 'channelUp', engine: ENGINE, channelId });
    centre.meets = () => {};
    expect(broken(centre, { what: 'command', use: 1 }, () => centre.take({ type: 'channelGone', channelId, cause: 16 }))).toBe(true);
    expect(centre.ending(call)).toMatchObject([{ reason: 'failed' }]);
    expect(['a1', 'a2'].map((agentId) => centre.shown(agentId)?.state)).toEqual(['idle', 'idle']);
  });

  describe('in an order about the agent alone', () => {
    /** a1 has notes to write and a hand up; a2 has nothing to do. */
    const centreOf = () => {
      const centre = new CallCentre(2, { wrapUpS: 60, wrapUpExtensionS: 30, wrapUpExtensions: 2 });
      centre.directory.addQueue('q2', { number: '8702' });
      for (const agentId of ['a1', 'a2']) centre.directory.join(agentId, 'q2');
      centre.agentIsReady('a1');
      const call = centre.customerWaits();
      centre.offeredAgentAnswers(call);
      centre.customerHangsUp(call);
      centre.take({ type: 'setNext', agentId: 'a1', reason: '休息' });
      centre.agentIsReady('a2');
      centre.facts.length = 0;
      return centre;
    };
    const ORDERS: readonly [string, Input][] = [
      ['sign-out in wrap-up', { type: 'signOut', agentId: 'a1' }],
      ['sign-out', { type: 'signOut', agentId: 'a2' }],
      ['sign-in', { type: 'signIn', agentId: 'a3' }],
      ['not ready', { type: 'setReady', agentId: 'a2', queueIds: ['q1', 'q2'], reason: '休息', byAccountId: null }],
      ['ready', { type: 'setReady', agentId: 'a1', queueIds: ['q1', 'q2'], reason: null, byAccountId: null }],
      ['end of the wrap-up', { type: 'endWrapUp', agentId: 'a1' }],
      ['more wrap-up', { type: 'extendWrapUp', agentId: 'a1' }],
      ['what comes next', { type: 'setNext', agentId: 'a1', reason: null }],
    ];
    const BREAKS = ['directory', 'agentFact'] as const;

    it.each(ORDERS)('nothing of it is left, nor told, unless it is whole; who signs out is out: %s', (name, order) => {
      const whole = centreOf();
      whole.directory.agentConfigs.set('a3', { ...(whole.directory.agent('a2') ?? expect.fail()), id: 'a3', extension: '8003' });
      const agentId = 'agentId' in order ? order.agentId : expect.fail();
      let broke = 0;
      for (const what of BREAKS)
        for (let use = 1; use <= 12; use++) {
          const centre = whole.twin();
          const before = structuredClone(centre.world.agents.get(agentId));
          let met = 0;
          let answered: Step | undefined;
          centre.meets = (problems) => {
            met += problems.length;
          };
          centre.afterStep = (step) => {
            answered = step;
          };
          const isBroken = broken(centre, { what, use }, () => centre.take(order));
          // Later than the order itself: the matching after it.
          if (!isBroken || !answered?.inputFailed) continue;
          broke += 1;
          expect(met).toBeGreaterThan(0);
          const after = centre.world.agents.get(agentId);
          const told = centre.facts.flatMap((fact) => (fact.stream === 'agent' ? [fact.type] : []));
          if (order.type !== 'signOut') {
            expect(after).toEqual(before);
            expect(told).toEqual([]);
          } else {
            expect(after).toMatchObject({ signedIn: false, activity: { kind: 'none' }, next: null, shown: { state: 'offline' } });
            expect(told).toEqual(['signedOut', 'stateChanged']);
          }
          checkInvariants(centre);
          // What was only a moment's fault: ordered again it is done.
          centre.take(order);
          const once = whole.twin();
          once.take(order);
          const shownBy = (one: CallCentre) => one.shown(agentId);
          expect(shownBy(centre)).toEqual(shownBy(once));
        }
      if (name !== 'what comes next') expect(broke, 'it broke in the middle').toBeGreaterThan(0);
    });
  });

  it('is in the log with an id, and whoever gave the order is told it', () => {
    const fake = new FakeEngine({});
    const directory = new TestDirectory(1);
    const logged: object[] = [];
    const logger: Logger = Object.assign(Object.create(silentLogger), { error: (about: object) => logged.push(about) });
    const control = new CallControl({
      engines: [portOf(ENGINE, fake)],
      app: 'zuoxi',
      directory,
      services: NO_SERVICES,
      clock: new SteadyClock(fake.clock),
      ids: sequentialIds('problem'),
      logger,
      world: emptyWorld(),
    });
    directory.dialTarget = () => {
      throw new Error('the directory is broken');
    };
    const dial = () => control.order({ type: 'dial', callId: 'd1', agentId: 'a1', number: '13800138000' });
    expect(dial).toThrow(UnexpectedError);
    const [about] = logged;
    expect(about).toMatchObject({ err: new Error('the directory is broken'), id: expect.stringContaining('problem') });
    expect(dial).toThrow(/in the log as problem/);
    expect(control.world.calls.size).toBe(0);
    control.stop();
  });
});
