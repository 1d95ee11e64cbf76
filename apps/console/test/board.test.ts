import type { AgentStatus } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { actionsOf, countStates, matching, sorted } from '../src/features/agents/board.ts';

const agent = (extension: string, more: Partial<AgentStatus> = {}): AgentStatus => ({
  accountId: `id-${extension}`,
  displayName: `Agent ${extension}`,
  role: 'agent',
  extension,
  phoneType: 'web',
  phoneOnline: true,
  doNotDisturb: false,
  state: 'idle',
  reason: null,
  since: '2026-11-23T00:00:00Z',
  withNumber: null,
  withName: null,
  queueId: null,
  queueName: null,
  callId: null,
  handSince: null,
  supervisors: [],
  queues: [{ queueId: 'q1', queueName: 'Sales', queueNumber: '8701', ready: true, reason: null }],
  ...more,
});
const extensions = (rows: readonly AgentStatus[]) => rows.map((row) => row.extension);

describe('the rows of the board', () => {
  const rows = [
    agent('8010', { state: 'talking', since: '2026-11-23T00:02:00Z', withNumber: '13900000001' }),
    agent('802', { since: '2026-11-23T00:01:00Z' }),
    agent('8003', { handSince: '2026-11-23T00:05:00Z' }),
    agent('8004', { handSince: '2026-11-23T00:04:00Z', state: 'talking' }),
  ];

  it('have whoever asks for help above all others, the longest first, however they are sorted', () => {
    expect(extensions(sorted(rows, 'extension', 'asc'))).toEqual(['8004', '8003', '802', '8010']);
    expect(extensions(sorted(rows, 'extension', 'desc'))).toEqual(['8004', '8003', '8010', '802']);
    expect(extensions(sorted(rows, 'since', 'desc'))).toEqual(['8004', '8003', '802', '8010']);
  });

  it('are found by name, extension and the other party, and counted by state', () => {
    expect(extensions(matching(rows, { state: null, queueId: null, search: '1390' }))).toEqual(['8010']);
    expect(matching(rows, { state: null, queueId: 'q2', search: '' })).toEqual([]);
    expect(countStates(rows)).toMatchObject({ talking: 2, idle: 2, offline: 0 });
  });
});

describe('what can be done with an agent', () => {
  const onlooker = { accountId: 'id-8001', hasPhone: true };
  const talking = agent('8002', { state: 'talking', callId: 'c1' });

  it('is to supervise while there is a call, not while there is a conference', () => {
    expect(actionsOf(talking, onlooker)).toEqual({
      first: ['listen', 'whisper', 'barge'],
      rest: ['release', 'takeOver', 'notReady', 'signOut'],
    });
    expect(actionsOf({ ...talking, callId: null }, onlooker)).toEqual({ first: [], rest: ['notReady', 'signOut'] });
  });

  it('needs a phone of one’s own where a phone is needed', () => {
    expect(actionsOf(talking, { ...onlooker, hasPhone: false })).toEqual({ first: [], rest: ['notReady', 'signOut'] });
    expect(actionsOf(agent('8002', { state: 'wrapUp' }), { ...onlooker, hasPhone: false }).first).toEqual(['endWrapUp']);
  });

  it('is nothing with oneself, and to call, where he can be called, when he is not there', () => {
    expect(actionsOf(agent('8001'), onlooker)).toEqual({ first: [], rest: [] });
    expect(actionsOf(agent('8002', { state: 'offline' }), onlooker)).toEqual({ first: ['dial'], rest: [] });
    expect(actionsOf(agent('8002', { state: 'offline', phoneOnline: false }), onlooker)).toEqual({ first: [], rest: [] });
  });

  it('is to take the call that rings at his phone, and to make him ready and not ready as far as he is not', () => {
    expect(actionsOf(agent('8002', { state: 'ringing' }), onlooker).first).toEqual(['pickUp']);
    const queues = [
      { queueId: 'q1', queueName: 'Sales', queueNumber: '8701', ready: true, reason: null },
      { queueId: 'q2', queueName: 'Service', queueNumber: '8702', ready: false, reason: '休息' },
    ];
    expect(actionsOf(agent('8002', { queues }), onlooker).rest).toEqual(['ready', 'notReady', 'signOut']);
  });
});
