import fc from 'fast-check';
import type { Input, QueueConfig } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { linesOf } from './world-view.ts';

/**
 * Events and orders in any order, also senseless ones: late answers, double hang-ups, lost events. The engine is played
 * by chance; whatever it does, the invariants hold after every step, and when all is over nobody is stuck.
 */
export const AGENTS = 4;

export type Move = { kind: number; pick: number; agent: number };
export const moves = fc.array(fc.record({ kind: fc.nat(45), pick: fc.nat(), agent: fc.integer({ min: 1, max: AGENTS }) }), {
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

export function inputOf(centre: CallCentre, move: Move): Input | (() => void) {
  const agentId = `a${move.agent}`;
  const all = channels(centre);
  const channelId = all[all.length - 1 - (move.pick % Math.max(1, Math.min(8, all.length)))] ?? 'none';
  const callIds = [...centre.world.calls.keys()];
  const callId = callIds[move.pick % Math.max(1, callIds.length)] ?? 'none';
  const lines = linesOf(centre.world.calls.get(callId));
  const on = move.pick % 2 === 0;
  const options: (Input | (() => void))[] = [
    () => void centre.customerRings(),
    { type: 'playbackFinished', playbackId: `${callId}-p1` },
    { type: 'playbackFinished', playbackId: `${callId}-p1` },
    { type: 'channelUp', engine: ENGINE, channelId },
    { type: 'channelUp', engine: ENGINE, channelId },
    { type: 'channelRinging', channelId },
    { type: 'channelGone', channelId, cause: [16, 17, 19, 21, 20, 34, 44][move.pick % 7] ?? 16 },
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
      channelId: lines.main ?? 'none',
      destination: move.pick % 3 ? `800${(move.pick % AGENTS) + 1}` : '13800138000',
      replaces: null,
    },
    { type: 'channelUp', engine: ENGINE, channelId: lines.transfer ?? 'none' },
    {
      type: 'channelReplaced',
      engine: ENGINE,
      channelId: `taken-${centre.facts.length}`,
      endpoint: `demo-800${move.agent}`,
      replacedChannelId: lines.main ?? 'none',
    },
    () => centre.wait((move.pick % 40) * 1000),
    () => centre.soundEnds(callId),
    () => centre.presses(callId, ['1', '2', '3', '#'][move.pick % 4] ?? '1'),
    { type: 'messageFinished', name: centre.call(callId)?.message?.name ?? 'none', durationMs: 3000 },
    { type: 'sendToSurvey', agentId },
    { type: 'cancelCallback', callbackId: [...centre.world.callbacks.keys()][0] ?? 'none' },
    () => void centre.phoneDials(agentId, CODES[move.pick % CODES.length] ?? '*8'),
    { type: 'dial', callId: `code${move.pick}-${centre.facts.length}`, agentId, number: CODES[move.pick % CODES.length] ?? '*8' },
    () => void centre.customerRings(`200${move.agent}`),
    () => changeExtension(centre, agentId, move.pick),
    { type: 'consult', agentId, number: someNumber(move.pick) },
    { type: 'talkWith', agentId, with: (['customer', 'consulted', 'all'] as const)[move.pick % 3] ?? 'all' },
    { type: 'cancelConsult', agentId },
    { type: 'completeConsult', agentId, hangUpCustomer: on },
    { type: 'transfer', agentId, number: someNumber(move.pick) },
    { type: 'cancelTransfer', agentId },
    { type: 'reclaim', agentId },
    {
      type: 'supervise',
      supervisorId: agentId,
      agentId: `a${(move.pick % AGENTS) + 1}`,
      mode: (['listen', 'whisper', 'barge', 'release', 'takeOver'] as const)[move.pick % 5] ?? 'listen',
    },
    { type: 'recordCall', agentId, on },
    { type: 'setNext', agentId, reason: on ? '休息' : null },
    { type: 'setDisposition', agentId, callId, disposition: '完成', note: '' },
    { type: 'raiseHand', agentId, on },
    { type: 'mute', agentId, on },
    { type: 'channelHeld', channelId, on },
    // On the second line of his phone.
    () => void centre.phoneDials(agentId, someNumber(move.pick)),
    {
      type: 'transferAsked',
      engine: ENGINE,
      channelId: lines.main ?? 'none',
      destination: '8001',
      replaces: lines.second,
    },
    { type: 'channelGone', channelId: lines.main ?? 'none', cause: 44 },
    { type: 'phoneRegistered', engine: ENGINE, agentId },
  ];
  return options[move.kind] ?? (() => {});
}

const someNumber = (pick: number): string => (pick % 4 ? `800${(pick % AGENTS) + 1}` : '13800138000');

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

/** Queues of every kind, so that callers may do all that there is to do in one. */
export const queues: fc.Arbitrary<Partial<QueueConfig>> = fc.record({
  wrapUpS: fc.constantFrom(0, 20),
  dispositions: fc.constantFrom([], ['完成']),
  dispositionRequired: fc.boolean(),
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

export function callCentre(queue: Partial<QueueConfig>): CallCentre {
  const centre = new CallCentre(AGENTS, queue);
  for (let n = 1; n <= AGENTS; n++) centre.directory.routes.set(`200${n}`, { kind: 'extension', agentId: `a${n}` });
  centre.directory.addQueue('q2', { overflow: [{ kind: 'queue', queueId: 'q1' }], leaveWhenEmpty: true });
  return centre;
}
