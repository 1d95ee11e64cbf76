import type { Role } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { filterTargetsOf, type RosterEntry } from '../src/modules/visibility/filter-targets.ts';
import { type Belonging, type Member, maySee, visibilityOf } from '../src/modules/visibility/index.ts';

// Numbers of the roster: queues from 1, people from 11.
const [sales, service, left] = [1, 2, 3];
const [boss, agent, colleague, formerMember, otherBoss] = [11, 12, 13, 14, 15];

const members: Member[] = [
  { queueNo: sales, accountNo: boss },
  { queueNo: sales, accountNo: agent },
  { queueNo: sales, accountNo: colleague },
  { queueNo: service, accountNo: agent },
  { queueNo: service, accountNo: otherBoss },
];

const ofQueue = (queue: number, who: number, further: Partial<Belonging> = {}): Belonging => ({
  scopeNo: queue,
  agentNo: who,
  furtherAgents: [],
  furtherQueues: [],
  ...further,
});
/** Filed under DOUT, or between extensions. */
const direct = (who: number, further: Partial<Belonging> = {}): Belonging => ({ ...ofQueue(who, who), ...further });
const NOBODY = 0;

/** What becomes of each call: for the supervisor of `sales`, the agent of both queues, the other queue's supervisor, the administrator. */
const CASES: [string, Belonging, { boss: boolean; agent: boolean; otherBoss: boolean }][] = [
  ['a call of the queue that a member took', ofQueue(sales, agent), { boss: true, agent: true, otherBoss: false }],
  ['a call of the queue that nobody took', ofQueue(sales, NOBODY), { boss: true, agent: false, otherBoss: false }],
  ['a call that a colleague took', ofQueue(sales, colleague), { boss: true, agent: false, otherBoss: false }],
  ['what a member does for another queue', ofQueue(service, agent), { boss: false, agent: true, otherBoss: true }],
  ['what an agent did for the queue before they left it', ofQueue(sales, formerMember), { boss: true, agent: false, otherBoss: false }],
  ['what a former member dials directly', direct(formerMember), { boss: false, agent: false, otherBoss: false }],
  ['what a member dials directly', direct(agent), { boss: true, agent: true, otherBoss: true }],
  ['what the supervisor dials directly', direct(boss), { boss: true, agent: false, otherBoss: false }],
  ["the supervisor's own call of a queue they have left", ofQueue(left, boss), { boss: true, agent: false, otherBoss: false }],
  ["another's call of a queue they have left", ofQueue(left, agent), { boss: false, agent: true, otherBoss: false }],
  [
    'a call that was passed on to an agent',
    ofQueue(left, colleague, { furtherAgents: [agent] }),
    { boss: false, agent: true, otherBoss: false },
  ],
  [
    'a call that went through the queue',
    ofQueue(service, otherBoss, { furtherQueues: [sales] }),
    { boss: true, agent: false, otherBoss: true },
  ],
  [
    'a call that a member took and gave to another queue',
    ofQueue(service, otherBoss, { furtherAgents: [agent] }),
    { boss: false, agent: true, otherBoss: true },
  ],
  [
    'a conference that somebody else held, the agent in it',
    direct(formerMember, { furtherAgents: [agent] }),
    { boss: false, agent: true, otherBoss: false },
  ],
  ['a call of a queue and an account that are in no roster', ofQueue(NOBODY, NOBODY), { boss: false, agent: false, otherBoss: false }],
];

describe('whose calls somebody sees (REC-3, RPT-1)', () => {
  it.each(CASES)('%s', (_what, row, seen) => {
    const sees = (role: Role, no: number) => maySee(visibilityOf(role, no, members), row);
    expect({ boss: sees('supervisor', boss), agent: sees('agent', agent), otherBoss: sees('supervisor', otherBoss) }).toEqual(seen);
    expect(sees('administrator', 99)).toBe(true);
  });

  it('an agent who comes back brings nothing and misses nothing', () => {
    const back = [...members, { queueNo: sales, accountNo: formerMember }];
    const boss_ = visibilityOf('supervisor', boss, back);
    expect(maySee(boss_, direct(formerMember))).toBe(true);
    expect(maySee(boss_, ofQueue(left, formerMember))).toBe(false);
  });

  it('a supervisor without a queue sees their own calls alone', () => {
    const alone = visibilityOf('supervisor', 16, members);
    expect(maySee(alone, direct(16))).toBe(true);
    expect(maySee(alone, direct(agent))).toBe(false);
    expect(maySee(alone, ofQueue(sales, agent))).toBe(false);
  });
});

describe('whom lists can be filtered by', () => {
  const entry = (id: string, kind: RosterEntry['kind'], number: string, isEnded = false): RosterEntry => ({
    id,
    kind,
    name: id,
    number,
    isEnded,
  });
  const entries = [
    entry('sales', 'queue', '8702'),
    entry('service', 'queue', '8701'),
    entry('closed', 'queue', '8703', true),
    entry('boss', 'account', '8001'),
    entry('agent', 'account', '8010'),
    entry('moved', 'account', '8002'),
    entry('gone', 'account', '8003', true),
    entry('stranger', 'account', '8004'),
  ];
  const stretch = (queueId: string, accountId: string, isOver = false) => ({ queueId, accountId, isOver });
  const stretches = [
    stretch('sales', 'boss'),
    stretch('service', 'boss', true),
    stretch('closed', 'boss'),
    stretch('sales', 'agent', true),
    stretch('sales', 'agent'),
    stretch('sales', 'moved', true),
    stretch('sales', 'gone', true),
    stretch('service', 'stranger'),
    stretch('service', 'moved'),
  ];
  const told = (role: Role, accountId: string) => {
    const { queues, agents } = filterTargetsOf({ role, accountId }, entries, stretches);
    const shown = (targets: typeof queues) => targets.map(({ name, isFormer }) => (isFormer ? `${name}【删除】` : name));
    return { queues: shown(queues), agents: shown(agents) };
  };

  it('a supervisor: present queues and members, and those that are gone or left marked so', () => {
    expect(told('supervisor', 'boss')).toEqual({
      queues: ['sales', 'service【删除】', 'closed【删除】'],
      agents: ['boss', 'agent', 'moved【删除】', 'gone【删除】'],
    });
  });
  it('an agent: their queues and nobody else', () => {
    expect(told('agent', 'moved')).toEqual({ queues: ['service', 'sales【删除】'], agents: ['moved'] });
  });
  it('an administrator: everybody', () => {
    expect(told('administrator', 'boss').agents).toEqual(['boss', 'moved', 'stranger', 'agent', 'gone【删除】']);
  });
});
