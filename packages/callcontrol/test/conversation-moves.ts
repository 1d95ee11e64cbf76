import fc from 'fast-check';
import type { Input, QueueConfig } from '../src/testing.ts';
import { CallCentre, ENGINE } from './call-centre.ts';
import { channelsOf, linesOf, ringingChannels } from './world-view.ts';

/**
 * A conversation, and everything that more than two can do in it, in any order: consulting, three-way, transfers, supervision, lost
 * phones. The engine is played by chance; orders are mostly of those who have to do with the call.
 */
const AGENTS = 5;

export interface Move {
  kind: number;
  pick: number;
  agent: number;
}

export const moves = fc.array(fc.record({ kind: fc.nat(30), pick: fc.nat(1000), agent: fc.integer({ min: 1, max: AGENTS }) }), {
  minLength: 5,
  maxLength: 60,
});

export const queues: fc.Arbitrary<Partial<QueueConfig>> = fc.record({
  wrapUpS: fc.constantFrom(0, 20),
  dispositions: fc.constantFrom([], ['完成']),
  dispositionRequired: fc.boolean(),
  satisfaction: fc.constantFrom('off', 'automatic', 'byAgent'),
  recordingEnabled: fc.boolean(),
  maxWaitS: fc.constantFrom(5, 60),
});

/** Channels of the calls that there are, and of none. */
function someChannel(centre: CallCentre, pick: number): string {
  const ids = channelsOf(centre.world);
  return ids[pick % Math.max(1, ids.length)] ?? 'none';
}

/** Whoever rings, as a rule: else nothing would ever be answered. */
function ringingChannel(centre: CallCentre, pick: number): string {
  const ids = ringingChannels(centre.world);
  return ids[pick % Math.max(1, ids.length)] ?? 'none';
}

const pickOf = <T>(list: readonly [T, ...T[]], pick: number): T => list[pick % list.length] ?? list[0];

const KINDS_OF: readonly ((centre: CallCentre, move: Move, agentId: string) => Input | (() => void))[] = [
  (centre, { pick }) => ({ type: 'channelUp', engine: ENGINE, channelId: ringingChannel(centre, pick) }),
  (centre, { pick }) => ({ type: 'channelUp', engine: ENGINE, channelId: ringingChannel(centre, pick) }),
  (centre, { pick }) => ({ type: 'channelUp', engine: ENGINE, channelId: ringingChannel(centre, pick) }),
  (centre, { pick }) => ({ type: 'channelUp', engine: ENGINE, channelId: someChannel(centre, pick) }),
  (centre, { pick }) => ({ type: 'channelGone', channelId: someChannel(centre, pick), cause: pickOf([16, 17, 19, 21, 34, 44], pick >> 3) }),
  (centre, { pick }) => ({ type: 'channelGone', channelId: ringingChannel(centre, pick), cause: pickOf([16, 17, 19, 21, 34], pick >> 3) }),
  (centre, { pick }) => ({ type: 'channelHeld', channelId: someChannel(centre, pick), on: pick % 2 === 0 }),
  (_, { pick }, agentId) => ({ type: 'consult', agentId, number: someNumber(pick) }),
  (_, { pick }, agentId) => ({ type: 'consult', agentId, number: someNumber(pick) }),
  (_, { pick }, agentId) => ({ type: 'talkWith', agentId, with: pickOf(['customer', 'consulted', 'all'], pick) }),
  (_, { pick }, agentId) => ({ type: 'talkWith', agentId, with: pickOf(['all', 'consulted', 'all'], pick) }),
  (_, __, agentId) => ({ type: 'cancelConsult', agentId }),
  (_, { pick }, agentId) => ({ type: 'completeConsult', agentId, hangUpCustomer: pick % 3 === 0 }),
  (_, { pick }, agentId) => ({ type: 'transfer', agentId, number: someNumber(pick) }),
  (_, __, agentId) => ({ type: 'cancelTransfer', agentId }),
  (_, __, agentId) => ({ type: 'reclaim', agentId }),
  (_, { pick }, agentId) => ({ type: 'supervise', supervisorId: `a${(pick % AGENTS) + 1}`, agentId, mode: pickOf(MODES, pick >> 3) }),
  (_, { pick }, agentId) => ({ type: 'supervise', supervisorId: `a${(pick % AGENTS) + 1}`, agentId, mode: pickOf(MODES, pick >> 3) }),
  (_, { pick }, agentId) => ({ type: 'recordCall', agentId, on: pick % 2 === 0 }),
  (_, { pick }, agentId) => ({ type: 'setNext', agentId, reason: pick % 2 ? null : '休息' }),
  (_, { pick }, agentId) => ({ type: 'raiseHand', agentId, on: pick % 2 === 0 }),
  (_, { pick }, agentId) => ({ type: 'mute', agentId, on: pick % 2 === 0 }),
  (_, { pick }, agentId) => ({ type: 'hold', agentId, on: pick % 2 === 0 }),
  (_, __, agentId) => ({ type: 'hangup', agentId }),
  (_, __, agentId) => ({ type: 'sendToSurvey', agentId }),
  (_, { pick }, agentId) => ({ type: 'phone', engine: ENGINE, agentId, online: pick % 3 !== 0 }),
  (_, __, agentId) => ({ type: 'phoneRegistered', engine: ENGINE, agentId }),
  (centre, { pick }, agentId) => {
    return () => void centre.phoneDials(agentId, someNumber(pick));
  },
  (centre, { pick }) => {
    const call = [...centre.world.calls.values()][pick % Math.max(1, centre.world.calls.size)];
    const { main, second } = linesOf(call);
    const [one, other] = pick % 2 ? [main, second] : [second, main];
    return { type: 'transferAsked', engine: ENGINE, channelId: one ?? 'none', destination: '8001', replaces: other ?? null };
  },
  (centre, { pick }) => {
    return () => centre.wait((pick % 50) * 1000);
  },
  (centre) => {
    return () => void centre.customerRings();
  },
  (centre, { pick }) => ({
    type: 'engineRecovered',
    engine: ENGINE,
    channelIds: new Set([someChannel(centre, pick), someChannel(centre, pick + 1)]),
  }),
];

const MODES = ['listen', 'whisper', 'barge', 'release', 'takeOver'] as const;
const someNumber = (pick: number): string => (pick % 4 ? `800${(pick % AGENTS) + 1}` : '13800138000');

/** Most orders are of somebody who has to do with a call. */
function agentOf(centre: CallCentre, { agent, pick }: Move): string {
  const engaged = [...centre.world.agents.values()].filter(({ activity }) => activity.kind === 'talking').map(({ id }) => id);
  return (pick % 5 && engaged[agent % Math.max(1, engaged.length)]) || `a${agent}`;
}

export function conversation(queue: Partial<QueueConfig>): CallCentre {
  const centre = new CallCentre(AGENTS, queue);
  centre.agentIsReady('a1');
  centre.offeredAgentAnswers(centre.customerWaits());
  for (let n = 2; n <= AGENTS; n++) centre.agentIsReady(`a${n}`);
  return centre;
}

/** What happens at that move, in the centre as it is. */
export const inputOf = (centre: CallCentre, move: Move): Input | (() => void) =>
  KINDS_OF[move.kind]?.(centre, move, agentOf(centre, move)) ?? (() => {});
