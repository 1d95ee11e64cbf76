import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDeadline } from '../src/deadlines.ts';
import type { QueueConfig } from '../src/directory.ts';
import type { Input } from '../src/inputs.ts';
import { RefusedError } from '../src/inputs.ts';
import { CallCentre, ENGINE } from './call-centre.ts';

/**
 * Events and orders in any order, also senseless ones: late answers, double hang-ups, lost events. The engine is played
 * by chance; whatever it does, the invariants hold after every step, and when all is over nobody is stuck.
 */
const AGENTS = 4;

type Move = { kind: number; pick: number; agent: number };
const moves = fc.array(fc.record({ kind: fc.nat(27), pick: fc.nat(), agent: fc.integer({ min: 1, max: AGENTS }) }), {
  minLength: 20,
  maxLength: 120,
});

/** Channels the engine was told to make or has sent us, newest last. */
function channels(centre: CallCentre): string[] {
  const known: string[] = [];
  for (const command of centre.commands) if (command.do === 'originate') known.push(command.channelId);
  for (const fact of centre.facts)
    if (fact.stream === 'call' && fact.type === 'started') known.push(`in-${fact.callId}`, `phone-${fact.callId}`);
  return known;
}

function inputOf(centre: CallCentre, move: Move): Input | (() => void) {
  const agentId = `a${move.agent}`;
  const all = channels(centre);
  const channelId = all[all.length - 1 - (move.pick % Math.max(1, Math.min(8, all.length)))] ?? 'none';
  const callIds = [...centre.world.calls.keys()];
  const callId = callIds[move.pick % Math.max(1, callIds.length)] ?? 'none';
  const on = move.pick % 2 === 0;
  const options: (Input | (() => void))[] = [
    () => void centre.customerRings(),
    { type: 'playbackFinished', playbackId: `${callId}-p1` },
    { type: 'playbackFinished', playbackId: `${callId}-p1` },
    { type: 'channelUp', engine: ENGINE, channelId },
    { type: 'channelUp', engine: ENGINE, channelId },
    { type: 'channelRinging', channelId },
    { type: 'channelGone', channelId, cause: [16, 17, 19, 21, 20, 34][move.pick % 6] ?? 16 },
    { type: 'signIn', agentId },
    { type: 'phone', engine: ENGINE, agentId, online: move.pick % 5 !== 0 },
    { type: 'setReady', agentId, queueIds: ['q1'], reason: on ? null : '休息', byAccountId: null },
    {
      type: 'dial',
      callId: `out${move.pick}-${centre.facts.length}`,
      agentId,
      number: move.pick % 3 ? '13800138000' : `800${(move.pick % AGENTS) + 1}`,
    },
    { type: 'hangup', agentId },
    { type: 'hold', agentId, on },
    { type: 'endWrapUp', agentId },
    { type: 'signOut', agentId },
    {
      type: 'transferAsked',
      engine: ENGINE,
      channelId: centre.world.calls.get(callId)?.agentChannelId ?? 'none',
      destination: move.pick % 3 ? `800${(move.pick % AGENTS) + 1}` : '13800138000',
      replaces: null,
    },
    { type: 'channelUp', engine: ENGINE, channelId: centre.world.calls.get(callId)?.transfer?.channelId ?? 'none' },
    {
      type: 'channelReplaced',
      engine: ENGINE,
      channelId: `taken-${centre.facts.length}`,
      endpoint: `demo-800${move.agent}`,
      replacedChannelId: centre.world.calls.get(callId)?.agentChannelId ?? 'none',
    },
    () => centre.wait((move.pick % 40) * 1000),
    () => centre.soundEnds(callId),
    () => centre.presses(callId, ['1', '2', '3', '#'][move.pick % 4] ?? '1'),
    { type: 'messageFinished', name: centre.world.calls.get(callId)?.message?.name ?? 'none', durationMs: 3000 },
    { type: 'sendToSurvey', agentId },
    { type: 'cancelCallback', callbackId: [...centre.world.callbacks.keys()][0] ?? 'none' },
    () => void centre.phoneDials(agentId, CODES[move.pick % CODES.length] ?? '*8'),
    { type: 'dial', callId: `code${move.pick}-${centre.facts.length}`, agentId, number: CODES[move.pick % CODES.length] ?? '*8' },
    () => void centre.customerRings(`200${move.agent}`),
    () => changeExtension(centre, agentId, move.pick),
  ];
  return options[move.kind] ?? (() => {});
}

const CODES = [
  '*8',
  '*88002',
  '*8',
  '*88003',
  '*78',
  '*79',
  '*728003',
  '*73',
  '*928001',
  '*93',
  '*908004',
  '*61',
  '*60',
  '*98',
  '8002',
  '8701',
  '8701',
];
const FORWARDS = ['', '8001', '8002', '8003', '13800138000', '12'];

/** An administrator sets something of the extension. */
function changeExtension(centre: CallCentre, agentId: string, pick: number): void {
  const when = (['always', 'busy', 'noAnswer', 'offline'] as const)[pick % 4] ?? 'busy';
  centre.directory.forward(agentId, { [when]: FORWARDS[pick % FORWARDS.length] ?? '' });
  centre.directory.change(agentId, { doNotDisturb: pick % 7 === 0, pickupGroup: pick % 3 ? 'east' : '' });
  centre.take({ type: 'directoryChanged' });
}

function play(centre: CallCentre, move: Move): void {
  const input = inputOf(centre, move);
  try {
    if (typeof input === 'function') input();
    else centre.take(input);
  } catch (error) {
    // A refusal is an answer; anything else is a bug that the property must show.
    if (!(error instanceof RefusedError)) throw error;
  }
}

function checkInvariants(centre: CallCentre): void {
  const engaged = new Map<string, string>();
  for (const call of centre.world.calls.values()) {
    for (const agentId of [
      ...call.offers.map((offer) => offer.agentId),
      call.connecting?.agentId,
      call.agentId,
      call.transfer?.agentId,
      // The colleague's phone is not rung before one's own is picked up.
      call.phase === 'callingAgent' ? null : call.peerAgentId,
    ]) {
      if (!agentId) continue;
      expect(engaged.get(agentId), `${agentId} is in two calls`).toBeUndefined();
      engaged.set(agentId, call.id);
    }
    expect(call.deadline).toBeGreaterThan(0);
  }
  for (const agent of centre.world.agents.values()) {
    const busyWith = agent.activity.kind === 'ringing' || agent.activity.kind === 'talking' ? agent.activity.callId : undefined;
    expect(busyWith, `${agent.id} and his call disagree`).toBe(engaged.get(agent.id));
  }
}

/** Queues of every kind, so that callers may do all that there is to do in one. */
const queues: fc.Arbitrary<Partial<QueueConfig>> = fc.record({
  wrapUpS: fc.constantFrom(0, 20),
  strategy: fc.constantFrom('longestIdle', 'ringAll', 'roundRobin', 'skills'),
  retryS: fc.constantFrom(0, 5),
  missesBeforePause: fc.constantFrom(0, 1, 3),
  maxLength: fc.constantFrom(0, 2),
  leaveWhenEmpty: fc.boolean(),
  overflow: fc.constantFrom(
    [],
    [{ kind: 'extension', agentId: 'a2' }],
    [
      { kind: 'queue', queueId: 'q2' },
      { kind: 'outside', number: '13900000000' },
    ],
    [{ kind: 'voicemail', queueId: 'q1' }],
  ),
  announcePosition: fc.boolean(),
  voicemailEnabled: fc.boolean(),
  voicemailAfterS: fc.constant(5),
  callbackEnabled: fc.boolean(),
  callbackAfterS: fc.constant(5),
  callbackMode: fc.constantFrom('agentFirst', 'customerFirst'),
  callbackExpiryS: fc.constant(3600),
  satisfaction: fc.constantFrom('off', 'automatic', 'byAgent'),
});

function callCentre(queue: Partial<QueueConfig>): CallCentre {
  const centre = new CallCentre(AGENTS, queue);
  for (let n = 1; n <= AGENTS; n++) centre.directory.routes.set(`200${n}`, { kind: 'extension', agentId: `a${n}` });
  centre.directory.addQueue('q2', { overflow: [{ kind: 'queue', queueId: 'q1' }], leaveWhenEmpty: true });
  return centre;
}

/** offered = answered + abandoned + overflowed + voicemail + callback + released, for each call and each entry. */
function everyQueueEntryIsLeftOnce(centre: CallCentre): void {
  const inQueue = new Map<string, string>();
  for (const fact of centre.facts) {
    if (fact.stream !== 'call') continue;
    if (fact.type === 'enqueued') {
      expect(inQueue.get(fact.callId), 'entered twice').toBeUndefined();
      inQueue.set(fact.callId, fact.queueId);
    }
    if (fact.type === 'leftQueue') {
      expect(inQueue.get(fact.callId), 'left without having entered').toBe(fact.queueId);
      inQueue.delete(fact.callId);
    }
  }
  expect([...inQueue], 'never left').toEqual([]);
}

describe('over random interleavings of events', () => {
  it('an agent is never in two calls, every call ends once, and nobody is stuck', () => {
    fc.assert(
      fc.property(moves, queues, (sequence, queue) => {
        const centre = callCentre(queue);
        for (const move of sequence) {
          centre.now += 10;
          play(centre, move);
          checkInvariants(centre);
        }
        // From here the engine says nothing more: deadlines alone must bring everything to its end.
        for (let turns = 0; turns < 20_000; turns++) {
          const at = nextDeadline(centre.world, centre.now, new Set());
          if (at === undefined) break;
          centre.wait(Math.max(0, at - centre.now));
          checkInvariants(centre);
        }
        expect(centre.world.calls.size).toBe(0);
        expect(centre.world.callbacks.size).toBe(0);
        everyQueueEntryIsLeftOnce(centre);
        for (const agent of centre.world.agents.values()) expect(agent.activity.kind).toBe('none');
        const started = centre.facts.filter((fact) => fact.type === 'started').length;
        const ended = centre.facts.filter((fact) => fact.type === 'ended').map((fact) => (fact.stream === 'call' ? fact.callId : ''));
        expect(new Set(ended).size).toBe(ended.length);
        expect(ended.length).toBe(started);
      }),
      { numRuns: 400 },
    );
  });

  it('an agent’s chosen break outlives every call', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const centre = new CallCentre(AGENTS);
        centre.agentIsReady('a1');
        centre.take({ type: 'setReady', agentId: 'a1', queueIds: ['q1'], reason: '会议', byAccountId: null });
        for (const move of sequence) {
          const ownChoice = move.agent === 1 && [7, 9, 14, 24, 25].includes(move.kind);
          if (!ownChoice) play(centre, move);
          centre.now += 10;
        }
        expect(centre.world.agents.get('a1')?.notReady).toEqual({ q1: '会议' });
      }),
      { numRuns: 200 },
    );
  });
});
