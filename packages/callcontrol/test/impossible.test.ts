import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Call, type Refusal, RefusedError } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { checkInvariants, comesToItsEnd, play } from './chance.ts';
import { conversation, inputOf, moves, queues } from './conversation-moves.ts';

// Whom a call is being taken to may vanish, or may not be dialled any more, at any moment: an account is deleted or disabled, a number
// forbidden, a trunk taken away.

const OUTSIDE = '13800138000';

/** How the administration makes a destination impossible, and what is told of it. */
const KINDS = {
  'an extension that is deleted or disabled': {
    number: '8002',
    vanishes({ directory }: CallCentre) {
      directory.agentConfigs.delete('a2');
      directory.refused.set('8002', 'numberInvalid');
    },
    reason: 'noSuchNumber',
    refusal: 'panel.numberInvalid',
  },
  'a number that a dial rule forbids': {
    number: OUTSIDE,
    vanishes: (centre: CallCentre) => void centre.directory.refused.set(OUTSIDE, 'notAllowed'),
    reason: 'notAllowed',
    refusal: 'panel.notAllowed',
  },
  'a number that is on the do-not-call list': {
    number: OUTSIDE,
    vanishes: (centre: CallCentre) => void centre.directory.refused.set(OUTSIDE, 'blacklisted'),
    reason: 'notAllowed',
    refusal: 'panel.blacklisted',
  },
  'the only trunk': {
    number: OUTSIDE,
    vanishes: (centre: CallCentre) => void centre.directory.goneTrunks.add('1'),
    reason: 'unreachable',
    refusal: 'panel.noTrunk',
  },
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

function changes(centre: CallCentre, { vanishes }: Pick<Kind, 'vanishes'>): void {
  vanishes(centre);
  centre.take({ type: 'directoryChanged' });
}

/** A customer of q1 talks with a1; a2 and a3 are free, and not asked by the queue. */
function talking() {
  const centre = new CallCentre(3);
  for (const agentId of ['a2', 'a3']) centre.directory.change(agentId, { queueIds: [] });
  centre.agentIsReady('a1');
  const callId = centre.customerWaits();
  centre.offeredAgentAnswers(callId);
  for (const agentId of ['a2', 'a3']) centre.agentIsReady(agentId);
  centre.now += 5000;
  return { centre, callId, call: () => centre.call(callId) };
}

function refusal(order: () => void): Refusal | undefined {
  try {
    order();
  } catch (error) {
    if (error instanceof RefusedError) return error.code;
    throw error;
  }
  return undefined;
}

const rings = (centre: CallCentre, channelId: string) => void centre.take({ type: 'channelRinging', channelId });
const up = (centre: CallCentre, channelId: string) => void centre.take({ type: 'channelUp', engine: ENGINE, channelId });

/** What a1 does with the customer: how it is ordered, what rings then. */
const WAYS = {
  'a transfer in the console': {
    how: 'transfer',
    order: (centre: CallCentre, _: string, number: string) => void centre.take({ type: 'transfer', agentId: 'a1', number }),
    legOf: (centre: CallCentre, callId: string) => centre.call(callId)?.transfer,
  },
  'a transfer on the desk phone': {
    how: 'transfer',
    order(centre: CallCentre, callId: string, number: string) {
      const channelId = centre.call(callId)?.agentChannelId ?? 'none';
      centre.take({ type: 'transferAsked', engine: ENGINE, channelId, destination: number, replaces: null });
    },
    legOf: (centre: CallCentre, callId: string) => centre.call(callId)?.transfer,
  },
  'a consultation': {
    how: 'consult',
    order: (centre: CallCentre, _: string, number: string) => void centre.take({ type: 'consult', agentId: 'a1', number }),
    legOf: (centre: CallCentre, callId: string) => centre.call(callId)?.consult,
  },
  'a consultation on the second line': {
    how: 'consult',
    order: (centre: CallCentre, _: string, number: string) => void centre.phoneDials('a1', number),
    legOf: (centre: CallCentre, callId: string) => centre.call(callId)?.consult,
  },
} as const;

const everyKind = Object.entries(KINDS);
const everyWay = Object.entries(WAYS);
const product = everyWay.flatMap(([way, w]) => everyKind.map(([what, kind]) => [way, what, w, kind] as const));

describe.each(product)('%s to %s', (_way, _what, { how, order, legOf }, kind) => {
  it('before the order: it is refused in words, and agent and customer stay together', () => {
    const { centre, callId, call } = talking();
    changes(centre, kind);
    centre.commands.length = 0;
    const code = refusal(() => order(centre, callId, kind.number));
    // A desk phone is told by what its display knows.
    const told = centre.commands.some((one) => (one.do === 'tellTransfer' && one.state === 'channel_declined') || one.do === 'hangup');
    expect(code !== undefined || told).toBe(true);
    if (code !== undefined) expect(code).toBe(kind.refusal);
    expect(call()).toMatchObject({ phase: 'talking', agentId: 'a1', held: false, transfer: null, consult: null });
    comesToItsEnd(centre);
  });

  it.each([
    ['between order and ringing', false],
    ['while it rings', true],
  ])('%s: the agent has the customer again, and is told why', (_when, doesRing) => {
    const { centre, callId, call } = talking();
    order(centre, callId, kind.number);
    const channelId = legOf(centre, callId)?.channelId ?? expect.fail('nothing rings');
    if (doesRing) rings(centre, channelId);
    centre.commands.length = 0;
    changes(centre, kind);
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId }));
    expect(call()).toMatchObject({ phase: 'talking', agentId: 'a1', transfer: null, consult: null });
    expect(call()?.notReached).toMatchObject({ how, by: 'a1', number: kind.number, reason: kind.reason });
    if (_way === 'a transfer on the desk phone')
      expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'tellTransfer', state: 'channel_unavailable' }));
    checkInvariants(centre);
    // The engine's late word of it means nothing any more.
    centre.take({ type: 'channelGone', channelId, cause: 16 });
    expect(centre.ending(callId)).toEqual([]);
    // What is tried next says something else.
    centre.take({ type: 'hold', agentId: 'a1', on: false });
    centre.take({ type: 'transfer', agentId: 'a1', number: '8003' });
    expect(call()).toMatchObject({ notReached: null, transfer: { agentId: 'a3' } });
    centre.customerHangsUp(callId);
    expect(centre.ending(callId)).toMatchObject([{ reason: 'hangup', endedBy: 'customer' }]);
  });

  it('right after the answer: whoever talks goes on', () => {
    const { centre, callId, call } = talking();
    order(centre, callId, kind.number);
    up(centre, legOf(centre, callId)?.channelId ?? 'none');
    centre.commands.length = 0;
    changes(centre, kind);
    expect(centre.commands).toEqual([]);
    expect(centre.ending(callId)).toEqual([]);
    expect(call()?.phase).toBe('talking');
    comesToItsEnd(centre);
  });
});

describe.each(everyKind)('a transfer whose agent has left, to %s', (_what, kind) => {
  it.each([
    [
      'of a queue: the customer has their place there again, and the next free agent rings',
      'inbound',
      (centre: CallCentre, call: string) =>
        expect(centre.call(call)).toMatchObject({ phase: 'ringing', queueId: 'q1', agentId: null, transfer: null }),
    ],
    [
      'of a direct number: the customer is told',
      'direct',
      (centre: CallCentre, call: string) => expect(centre.heard(call)).toEqual(['zh/not-available']),
    ],
    [
      'of a call out: the customer is told',
      'out',
      (centre: CallCentre, call: string) => expect(centre.heard(call)).toEqual(['zh/not-available']),
    ],
    ['of an IVR: the customer is there again', 'flow', (centre: CallCentre, call: string) => expect(centre.call(call)?.phase).toBe('flow')],
  ])('%s', (_where, from, then) => {
    const { centre, callId } = callOf(from);
    centre.take({ type: 'transfer', agentId: 'a1', number: kind.number });
    centre.take({ type: 'channelGone', channelId: centre.call(callId)?.agentChannelId ?? 'none', cause: 16 });
    expect(centre.ending(callId)).toEqual([]);
    changes(centre, kind);
    expect(centre.ending(callId)).toEqual([]);
    then(centre, callId);
    checkInvariants(centre);
    comesToItsEnd(centre);
  });
});

/** a1 talks with the customer of such a call. */
function callOf(from: string) {
  if (from === 'inbound') return talking();
  const centre = new CallCentre(3);
  for (const agentId of ['a1', 'a2', 'a3']) centre.agentIsReady(agentId);
  let callId = 'out1';
  if (from === 'out') {
    centre.take({ type: 'dial', callId, agentId: 'a1', number: '13900139000' });
    for (let leg = 0; leg < 2; leg++) {
      const rung = centre.commands.findLast((one) => one.do === 'originate');
      if (rung?.do === 'originate') up(centre, rung.channelId);
    }
  } else {
    centre.directory.flows.set('f1', {
      tenantId: 't1',
      version: 1,
      definition: {
        nodes: [
          { id: 'start', kind: 'start' },
          { id: 'to', kind: 'extension', agentId: 'a1', ringS: 20 },
          { id: 'menu', kind: 'menu', keys: ['1'], sounds: [], timeoutS: 5, retries: 1, invalidSound: null, noInputSound: null },
        ],
        edges: [
          { from: 'start', exit: 'next', to: 'to' },
          { from: 'to', exit: 'noAnswer', to: 'menu' },
        ],
        defaultNode: null,
        language: 'zh',
      },
    });
    centre.directory.routes.set('2001', from === 'flow' ? { kind: 'flow', flowId: 'f1' } : { kind: 'extension', agentId: 'a1' });
    callId = centre.customerRings('2001');
    up(centre, centre.call(callId)?.connecting?.channelId ?? 'none');
  }
  expect(centre.call(callId)).toMatchObject({ phase: 'talking', agentId: 'a1' });
  centre.now += 5000;
  return { centre, callId };
}

describe('a trunk that is taken away', () => {
  it('while nothing has rung yet: the next one of the rule carries the call, and the customer hears no difference', () => {
    const { centre, callId, call } = talking();
    centre.directory.trunkIds = ['1', '2'];
    centre.take({ type: 'transfer', agentId: 'a1', number: OUTSIDE });
    const first = call()?.transfer?.channelId;
    changes(centre, KINDS['the only trunk']);
    expect(call()?.transfer).toMatchObject({ outside: { trunkId: '2', attempt: 2 } });
    expect(call()?.transfer?.channelId).not.toBe(first);
    expect(centre.callFacts(callId).filter((fact) => fact.type === 'trunkFailed')).toMatchObject([{ trunkId: '1' }]);
  });
});

describe('other phones that ring when their owner’s account is deleted', () => {
  const deleted = (centre: CallCentre, agentId: string) => {
    centre.directory.agentConfigs.delete(agentId);
    centre.take({ type: 'directoryChanged' });
    checkInvariants(centre);
    expect(centre.world.agents.has(agentId), 'nothing is kept of them').toBe(false);
  };

  it('a queue’s: the caller goes to the next agent at once', () => {
    const centre = new CallCentre(2, { strategy: 'linear' });
    for (const agentId of ['a1', 'a2']) centre.agentIsReady(agentId);
    const call = centre.customerWaits();
    const [first] = centre.call(call)?.offers ?? [];
    deleted(centre, first?.agentId ?? 'none');
    expect(centre.commands).toContainEqual(expect.objectContaining({ do: 'hangup', channelId: first?.channelId }));
    centre.wait(10_000);
    expect(centre.call(call)).toMatchObject({ phase: 'ringing', offers: [{ agentId: 'a2' }] });
  });

  it('of a direct number: whoever calls is told, as when nobody answers', () => {
    const centre = new CallCentre(2);
    centre.agentIsReady('a1');
    centre.directory.routes.set('2001', { kind: 'extension', agentId: 'a1' });
    const call = centre.customerRings('2001');
    deleted(centre, 'a1');
    expect(centre.call(call)).toMatchObject({ phase: 'announcing', parting: { reason: 'noSuchNumber' } });
    // The same while their page was loaded again.
    const again = new CallCentre(2);
    again.agentIsReady('a1');
    again.directory.routes.set('2001', { kind: 'extension', agentId: 'a1' });
    const other = again.customerRings('2001');
    again.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: false });
    again.take({ type: 'channelGone', channelId: again.call(other)?.connecting?.channelId ?? 'none', cause: 20 });
    deleted(again, 'a1');
    expect(again.call(other)?.phase).toBe('announcing');
  });

  it('a colleague’s, and one’s own before anybody is dialled: the call is over', () => {
    const centre = new CallCentre(2);
    for (const agentId of ['a1', 'a2']) centre.agentIsReady(agentId);
    const call = centre.phoneDials('a1', '8002');
    deleted(centre, 'a2');
    expect(centre.ending(call)).toMatchObject([{ reason: 'noSuchNumber', endedBy: 'system' }]);
    centre.take({ type: 'dial', callId: 'd1', agentId: 'a1', number: OUTSIDE });
    deleted(centre, 'a1');
    expect(centre.ending('d1')).toMatchObject([{ reason: 'agentUnreachable', endedBy: 'system' }]);
  });

  it('of an agent who is waited for in a conversation: the queue has the customer at once, and so when the phone is lost after it', () => {
    for (const isLostFirst of [true, false]) {
      const { centre, callId, call } = talking();
      const isLost = () => {
        centre.take({ type: 'phone', engine: ENGINE, agentId: 'a1', online: false });
        centre.take({ type: 'channelGone', channelId: call()?.agentChannelId ?? 'none', cause: 44 });
      };
      if (isLostFirst) isLost();
      centre.directory.agentConfigs.delete('a1');
      centre.take({ type: 'directoryChanged' });
      expect(call()?.phase, 'who talks goes on').toBe(isLostFirst ? 'queued' : 'talking');
      if (!isLostFirst) isLost();
      expect(call()).toMatchObject({ phase: 'queued', absence: null, agentId: null });
      expect(centre.callFacts(callId).map(({ type }) => type)).toContain('agentGivenUp');
      checkInvariants(centre);
    }
  });

  it('for a conference: they are out, the others go on; a number that is forbidden meanwhile likewise', () => {
    const centre = new CallCentre(3);
    for (const agentId of ['a1', 'a2', 'a3']) centre.agentIsReady(agentId);
    centre.take({
      type: 'startConference',
      sessionId: 's1',
      conferenceId: 'k1',
      tenantId: 't1',
      name: 'Weekly',
      recorded: false,
      agentIds: ['a1', 'a2', 'a3'],
      byAccountId: 'a1',
    });
    const room = () => centre.world.conferences.get('s1');
    up(centre, room()?.legs[0]?.channelId ?? 'none');
    up(centre, room()?.legs[2]?.channelId ?? 'none');
    centre.take({ type: 'inviteToConference', sessionId: 's1', agentIds: [], number: OUTSIDE, byAccountId: 'a1' });
    centre.take({ type: 'phone', engine: ENGINE, agentId: 'a3', online: false });
    centre.take({ type: 'channelGone', channelId: room()?.legs.find((leg) => leg.agentId === 'a3')?.channelId ?? 'none', cause: 44 });
    expect(room()?.legs.map(({ state }) => state)).toEqual(['up', 'ringing', 'lost', 'ringing']);
    for (const agentId of ['a2', 'a3']) centre.directory.agentConfigs.delete(agentId);
    changes(centre, KINDS['a number that a dial rule forbids']);
    expect(room()?.legs.map(({ agentId, state }) => [agentId, state])).toEqual([['a1', 'up']]);
    expect(room()?.parties.map(({ ended }) => ended?.how ?? null)).toEqual([null, 'declined', 'lost', 'declined']);
    expect(refusal(() => centre.take({ type: 'callPartyAgain', sessionId: 's1', partyId: 'p4', byAccountId: 'a1' }))).toBe(
      'panel.notAllowed',
    );
    centre.take({ type: 'callPartyAgain', sessionId: 's1', partyId: 'p2', byAccountId: 'a1' });
    expect(room()?.legs).toHaveLength(1);
  });
});

describe('a place of an overflow that is no more', () => {
  it('an IVR that was deleted, or is not published any more: the next place, else a word', () => {
    for (const more of [[], [{ kind: 'extension', agentId: 'a1' } as const]]) {
      const centre = new CallCentre(1, { leaveWhenEmpty: true, overflow: [{ kind: 'flow', flowId: 'gone' }, ...more] });
      centre.directory.change('a1', { queueIds: [] });
      centre.agentIsReady('a1');
      const call = centre.customerRings();
      if (more.length > 0) expect(centre.call(call)).toMatchObject({ phase: 'connecting', connecting: { agentId: 'a1' } });
      else expect(centre.heard(call)).toEqual(['zh/apology']);
    }
  });

  it('voicemail that is switched off before it is offered is not offered; one that was offered is kept', () => {
    const queue = { voicemailEnabled: true, voicemailAfterS: 40, maxWaitS: 300 };
    const waits = () => {
      const centre = new CallCentre(1, queue);
      centre.agentIsReady('a1');
      centre.offeredAgentAnswers(centre.customerWaits());
      return { centre, call: centre.customerWaits() };
    };
    const off = (centre: CallCentre) => {
      centre.directory.addQueue('q1', { ...queue, voicemailEnabled: false });
      centre.take({ type: 'directoryChanged' });
    };
    const before = waits();
    before.centre.wait(20_000);
    off(before.centre);
    before.centre.wait(20_000);
    expect(before.centre.call(before.call)).toMatchObject({ phase: 'queued', dialogue: null });
    const after = waits();
    after.centre.wait(40_000);
    expect(after.centre.heard(after.call)).toEqual(['en/offer-voicemail']);
    off(after.centre);
    after.centre.presses(after.call, '1');
    expect(after.centre.call(after.call)?.phase).toBe('voicemail');
  });
});

/** An administrator takes something away in the middle of it, or gives it back. */
const takings = fc.record({
  what: fc.constantFrom('agent', 'number', 'trunk', 'queue', 'back'),
  agent: fc.integer({ min: 1, max: 5 }),
});

function isTaken(centre: CallCentre, { what, agent }: { what: string; agent: number }): void {
  const { directory, world } = centre;
  // Mostly one whose phone rings: else little would be taken from under anybody.
  const ringing = [...world.calls.values()].flatMap(({ legs }) => legs.flatMap((leg) => (leg.state === 'up' ? [] : (leg.agentId ?? []))));
  if (what === 'agent') directory.agentConfigs.delete(ringing[agent % Math.max(1, ringing.length)] ?? `a${agent}`);
  else if (what === 'number') directory.refused.set(OUTSIDE, agent % 2 ? 'notAllowed' : 'blacklisted');
  else if (what === 'trunk') directory.goneTrunks.add(String((agent % 2) + 1));
  else if (what === 'queue') directory.queues.delete('q1');
  else {
    directory.refused.clear();
    directory.goneTrunks.clear();
  }
  centre.take({ type: 'directoryChanged' });
}

function ringsForSomebody({ directory }: CallCentre, leg: Call['legs'][number]): void {
  if (leg.state === 'up') return;
  if (leg.agentId !== null) expect(directory.agent(leg.agentId), `${leg.role} rings for nobody`).toBeDefined();
  const outside = 'outside' in leg ? leg.outside : null;
  if (!outside) return;
  expect(directory.trunk(outside.trunkId), 'it rings over no trunk').toBeDefined();
  // With the rights of somebody who is no more nothing is forbidden.
  if (outside.agentId === null || directory.agent(outside.agentId))
    expect(directory.refused.has(outside.number), 'it rings where nobody may call').toBe(false);
}

describe('an administration that takes things away at any moment', () => {
  it('loses nobody: nothing rings for whom there is no more, everybody comes to an end, and each call ends once', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(moves, queues, fc.array(fc.option(takings, { freq: 2 }), { minLength: 60, maxLength: 60 }), (sequence, queue, given) => {
        const centre = conversation(queue);
        centre.directory.trunkIds = ['1', '2'];
        for (const [index, move] of sequence.entries()) {
          centre.now += 10;
          play(centre, inputOf(centre, move));
          const taking = given[index];
          if (taking) {
            isTaken(centre, taking);
            for (const call of centre.world.calls.values()) for (const leg of call.legs) ringsForSomebody(centre, leg);
          }
          checkInvariants(centre);
          for (const call of centre.world.calls.values()) if (call.notReached) seen.add(`${call.notReached.how} ${call.notReached.reason}`);
        }
        comesToItsEnd(centre);
      }),
      { numRuns: 500 },
    );
    // Without these the property would be empty.
    for (const one of ['transfer noSuchNumber', 'consult noSuchNumber', 'transfer notAllowed', 'consult notAllowed'])
      expect([...seen]).toContain(one);
  });
});
