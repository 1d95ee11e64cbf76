import type { AgentFact } from '@zuoxi/callcontrol';
import type { Operation, OperationLogQuery } from '@zuoxi/contract';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../tests/support/server.ts';
import type { Database } from '../src/db/index.ts';
import { account as accountTable } from '../src/modules/accounts/tables.ts';
import { OperationLog, operationTable } from '../src/modules/operation-log/operation-log.ts';
import { operationRows } from '../src/modules/operation-log/rows.ts';
import { operationLog } from '../src/modules/operation-log/tables.ts';
import { maySeeOperation, resolveOperationVisibility } from '../src/modules/operation-log/visible.ts';
import { queueMember, queue as queueTable } from '../src/modules/queues/tables.ts';
import { membership, roster } from '../src/modules/visibility/tables.ts';
import type { Actor } from '../src/platform/actor.ts';
import { agentEvent } from '../src/platform/facts/tables.ts';
import { explainedLists } from './support/explained-lists.ts';

let server: TestServer;
let database: Database;
let tenantId: string;
/** By name of the account, and number of the queue. */
const accounts = new Map<string, { id: string; role: Actor['role'] }>();
const queues = new Map<string, string>();

const id = (name: string) => accounts.get(name)?.id ?? queues.get(name) ?? '';
const actorOf = (name: string): Actor => ({ tenantId, accountId: id(name), role: accounts.get(name)?.role ?? 'agent' });
const as = (name: string, query: Partial<OperationLogQuery> = {}) =>
  new OperationLog({ database }).list(actorOf(name), { pageSize: 100, ...query });

type Done = AgentFact extends infer F ? (F extends AgentFact ? Omit<F, 'stream' | 'tenantId'> : never) : never;

/** As call control reports them; resolves when the log has them. */
async function happened(done: readonly Done[]): Promise<void> {
  const { journal, consumers } = server.modules;
  // Put together from the parts of facts that the type names.
  journal.append(done.map((fact) => ({ ...fact, stream: 'agent', tenantId }) as AgentFact));
  expect(await journal.flushed()).toBe(true);
  expect(await consumers.settled()).toBe(true);
}

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  database = server.modules.database;
  const rows = await database.system.select().from(accountTable);
  for (const { name, id, role } of rows) accounts.set(name, { id, role });
  tenantId = rows[0]?.tenantId ?? '';
  for (const { number, id } of await database.system.select().from(queueTable)) queues.set(number, id);
}, 60_000);
afterAll(() => server.stop());

describe('the operation log (LOG-1)', () => {
  it('has a row for each operation and queue: who, what, why and by whom', async () => {
    const at = Date.now() - 60_000;
    const [agentId, boss] = [id('wangli'), id('zuzhang')];
    const queueIds = [id('8701'), id('8702')];
    await happened([
      { type: 'signedIn', at, agentId },
      { type: 'notReady', at: at + 1000, agentId, queueIds, reason: '午休', byAccountId: null },
      { type: 'ready', at: at + 2000, agentId, queueIds: [id('8701')], byAccountId: boss },
      { type: 'notReady', at: at + 3000, agentId, queueIds: [id('8701')], reason: 'system:noAnswer', byAccountId: null },
      { type: 'stateChanged', at: at + 3000, agentId, state: 'busy', callId: null },
      { type: 'signedOut', at: at + 4000, agentId, byAccountId: boss },
    ]);
    const { rows } = await as('admin', { agentId, from: new Date(at - 5000).toISOString() });
    const shown = ({ agentName, extension, action, queueName, queueNumber, reason, by, byName }: Operation) =>
      [agentName, extension, action, queueName, queueNumber, reason, by, byName].join('|');
    expect(rows.map(shown).at(-1)).toBe('王丽|8002|signIn||||self|');
    expect(rows.map(shown)).toEqual(
      expect.arrayContaining([
        '王丽|8002|notReady|售前咨询|8701|午休|self|',
        '王丽|8002|notReady|售后服务|8702|午休|self|',
        '王丽|8002|ready|售前咨询|8701||supervisor|李组长',
        '王丽|8002|notReady|售前咨询|8701|system:noAnswer|system|',
        '王丽|8002|signOut||||supervisor|李组长',
      ]),
    );
    expect(rows).toHaveLength(6);
    expect((await as('admin', { agentId, action: 'notReady', by: 'system' })).rows).toHaveLength(1);
    expect((await as('admin', { agentId, queueId: id('8702') })).rows).toHaveLength(1);
    expect((await as('admin', { search: '午休' })).rows).toHaveLength(2);
    expect((await as('admin', { search: '李组' })).rows).toHaveLength(2);
  });

  it('is never changed by the application', async () => {
    for (const statement of [sql`update operation_log set reason = ''`, sql`delete from operation_log`]) {
      await expect(database.tenant(tenantId, (db) => db.execute(statement))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('permission denied') },
      });
    }
  });

  it('takes a fact that comes twice once', async () => {
    const before = await database.system.select().from(operationLog);
    const known = new Map([[id('wangli'), { no: 1, name: 'x', number: 'x' }]]);
    const fact: AgentFact = {
      stream: 'agent',
      tenantId,
      agentId: id('wangli'),
      at: 5,
      type: 'ready',
      queueIds: ['a', 'b'],
      byAccountId: null,
    };
    const rows = () => operationRows({ id: '00000000-0000-7000-8000-000000ffffff', seq: 1, fact, wall: (at) => new Date(at) }, known);
    expect(rows()).toEqual(rows());
    expect(new Set(rows().map((row) => row.id)).size).toBe(2);
    expect(await database.system.select().from(operationLog)).toEqual(before);
  });
});

/** Times of one agent, in ms. */
interface Times {
  signedIn: number;
  /** By queue. */
  notReady: Map<string, number>;
}

/** As call control has it: the state after each fact. */
function timesOfFacts(facts: readonly Done[], end: number): Times {
  const times: Times = { signedIn: 0, notReady: new Map() };
  let isIn = false;
  let away = new Set<string>();
  let last = facts[0]?.at ?? end;
  const pass = (at: number) => {
    if (isIn) times.signedIn += at - last;
    if (isIn) for (const queueId of away) times.notReady.set(queueId, (times.notReady.get(queueId) ?? 0) + at - last);
    last = at;
  };
  for (const fact of facts) {
    pass(fact.at);
    if (fact.type === 'signedIn') [isIn, away] = [true, new Set()];
    else if (fact.type === 'signedOut') isIn = false;
    else if (fact.type === 'notReady') away = new Set([...away, ...fact.queueIds]);
    else if (fact.type === 'ready') away = new Set([...away].filter((queueId) => !fact.queueIds.includes(queueId)));
  }
  pass(end);
  return times;
}

/** By the rows of the log alone: each stretch from the row that begins it to the one that ends it. */
function timesOfLog(rows: readonly { at: Date; action: string; queueId: string | null }[], end: number): Times {
  const times: Times = { signedIn: 0, notReady: new Map() };
  const add = (queueId: string, ms: number) => times.notReady.set(queueId, (times.notReady.get(queueId) ?? 0) + ms);
  const endOf = (from: number, ends: (row: (typeof rows)[number]) => boolean) =>
    rows
      .slice(from + 1)
      .find(ends)
      ?.at.getTime() ?? end;
  const isSession = (action: string) => action === 'signIn' || action === 'signOut';
  for (const [index, { at, action, queueId }] of rows.entries()) {
    if (action === 'signIn') times.signedIn += endOf(index, (row) => row.action === 'signOut') - at.getTime();
    if (action !== 'notReady' || queueId === null) continue;
    const ended = endOf(index, (row) => row.queueId === queueId || isSession(row.action));
    const session = rows.slice(0, index).findLast((row) => isSession(row.action));
    if (session?.action === 'signIn') add(queueId, ended - at.getTime());
  }
  return times;
}

describe('the sum of the log', () => {
  it("is the time of the agents' states", async () => {
    const queueIds = [id('8701'), id('8702')];
    const some = fc.subarray(queueIds, { minLength: 1 });
    /** Orders of an agent who is signed in, as call control reports them: a change only. */
    const order = fc.oneof(
      fc.constant({ type: 'session' as const }),
      fc.record({ type: fc.constant('ready' as const), queueIds: some }),
      fc.record({ type: fc.constant('notReady' as const), queueIds: some, reason: fc.constantFrom('会议', '午休', 'system:rejected') }),
    );
    const runs = fc.array(fc.record({ after: fc.integer({ min: 1, max: 900_000 }), order }), { minLength: 1, maxLength: 40 });
    const agents = [...accounts].filter(([, { role }]) => role === 'agent').map(([name]) => name);
    let begin = Date.parse('2025-01-01T00:00:00Z');
    await fc.assert(
      fc.asyncProperty(runs, fc.constantFrom(...agents), async (orders, name) => {
        const agentId = id(name);
        const facts: Done[] = [];
        let at = begin;
        let isIn = false;
        const away = new Map<string, string>();
        for (const { after, order: given } of orders) {
          at += after;
          if (given.type === 'session') {
            isIn = !isIn;
            away.clear();
            facts.push(isIn ? { type: 'signedIn', at, agentId } : { type: 'signedOut', at, agentId, byAccountId: null });
          } else if (isIn) {
            const reason = given.type === 'notReady' ? given.reason : undefined;
            const changed = given.queueIds.filter((queueId) => away.get(queueId) !== reason);
            if (changed.length === 0) continue;
            for (const queueId of changed)
              if (reason === undefined) away.delete(queueId);
              else away.set(queueId, reason);
            facts.push(
              reason === undefined
                ? { type: 'ready', at, agentId, queueIds: changed, byAccountId: null }
                : { type: 'notReady', at, agentId, queueIds: changed, reason, byAccountId: null },
            );
          }
        }
        await happened(facts);
        // As the wall clock showed it, which call control's may differ from.
        const between = sql`account_id = ${agentId} and at >= ${new Date(begin - 5000).toISOString()} and at < ${new Date(at + 5000).toISOString()}`;
        const events = await database.system.select().from(agentEvent).where(between).orderBy(agentEvent.seq);
        const logged = facts.map((fact, index) => ({ ...fact, at: events[index]?.at.getTime() ?? 0 }));
        const rows = await database.system.select().from(operationLog).where(between).orderBy(operationLog.at, operationLog.id);
        const end = at + 10_000;
        expect(timesOfLog(rows, end)).toEqual(timesOfFacts(logged, end));
        begin = end + 10_000;
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('who sees what of the log', () => {
  beforeAll(async () => {
    // Members who have left, one of them twice, and rows of before, of then and of after.
    const boss = id('zuzhang');
    const all = await database.system.select().from(roster);
    const known = new Map(all.map(({ id, no, name, number }) => [id, { no, name, number }]));
    const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n));
    const strangers = [...accounts].filter(([, { role }]) => role === 'agent').slice(-2);
    for (const [, { id: accountId }] of strangers) {
      await database.system.delete(queueMember).where(sql`account_id = ${accountId}`);
      for (const [since, until] of [
        [10, 40],
        [100, 160],
      ] as const)
        await database.system
          .insert(membership)
          .values({ tenantId, queueId: id('8701'), accountId, since: day(since), until: day(until) })
          .onConflictDoNothing();
    }
    const ids = [...accounts.values()].map((one) => one.id);
    const queueIds = [...queues.values()];
    const rows = Array.from({ length: 12_000 }, (_, n) => {
      const pick = <T>(list: readonly T[], salt: number): T => list[(n * salt) % list.length] as T; // of a list that is not empty
      const agentId = pick(ids, 7);
      const base = { stream: 'agent' as const, tenantId, agentId, at: day(0).getTime() + n * 1_700_000 };
      const fact: Parameters<typeof operationRows>[0]['fact'] =
        n % 4 === 0
          ? { ...base, type: 'signedIn' }
          : n % 4 === 1
            ? { ...base, type: 'signedOut', byAccountId: n % 3 === 0 ? boss : null }
            : { ...base, type: 'notReady', queueIds: [pick(queueIds, 11)], reason: pick(['会议', '午休', '培训'], 5), byAccountId: null };
      const factId = `00000000-0000-7000-8000-${n.toString(16).padStart(8, '0')}0000`;
      return operationRows({ id: factId, seq: n, fact, wall: (at) => new Date(at) }, known);
    }).flat();
    for (let from = 0; from < rows.length; from += 1000) await database.system.insert(operationLog).values(rows.slice(from, from + 1000));
    await database.system.execute(sql`analyze operation_log`);
  }, 60_000);

  it('a supervisor: their queues, their members, and those who left for their time; an agent: themselves; an administrator: all', async () => {
    const all = await database.system.select().from(operationLog).orderBy(sql`at desc, id desc`);
    const agent = [...accounts].find(([name, { role }]) => role === 'agent' && name !== 'wangli')?.[0] ?? '';
    let ofFormer = 0;
    for (const name of ['admin', 'zuzhang', agent]) {
      const visibility = await database.tenant(tenantId, (db) => resolveOperationVisibility(db, actorOf(name)));
      const seen = all.filter((row) => maySeeOperation(visibility, row));
      ofFormer += seen.filter((row) => row.queueNo === 0 && visibility.former.some(({ agentNo }) => agentNo === row.agentNo)).length;
      expect(seen.length).toBeGreaterThan(0);
      for (const query of [{}, { action: 'signIn' }, { search: '会议' }, { queueId: id('8701') }, { by: 'supervisor' }] as const) {
        const fits = seen.filter(
          (row) =>
            (!('action' in query) || row.action === query.action) &&
            (!('search' in query) || row.reason === '会议') &&
            (!('queueId' in query) || row.queueId === query.queueId) &&
            (!('by' in query) || row.by === query.by),
        );
        const exact = await as(name, { ...query, exact: '1' });
        expect({ name, query, total: exact.total }).toEqual({ name, query, total: fits.length });
        expect(exact.rows.map((row) => row.id)).toEqual(fits.slice(0, 100).map((row) => row.id));
        const oldest = await as(name, { ...query, order: 'asc' });
        expect(oldest.rows.map((row) => row.id)).toEqual(
          fits
            .slice(-100)
            .reverse()
            .map((row) => row.id),
        );
      }
    }
    expect(ofFormer).toBeGreaterThan(100);
  }, 60_000);

  it('those who have left are seen in their time alone', () => {
    const day = (n: number) => new Date(Date.UTC(2024, 0, n));
    const boss = { all: false, own: 11, queues: [1], members: [11, 12], former: [{ agentNo: 13, since: day(5), until: day(9) }] };
    const cases: [string, { agentNo: number; queueNo: number; at: Date }, boolean][] = [
      ['before they came', { agentNo: 13, queueNo: 0, at: day(4) }, false],
      ['while they were there', { agentNo: 13, queueNo: 0, at: day(5) }, true],
      ['when they had left', { agentNo: 13, queueNo: 0, at: day(9) }, false],
      ['in the queue, whenever', { agentNo: 13, queueNo: 1, at: day(20) }, true],
      ['in another queue', { agentNo: 13, queueNo: 2, at: day(6) }, false],
      ['a member in another queue', { agentNo: 12, queueNo: 2, at: day(6) }, false],
      ['a member signs in', { agentNo: 12, queueNo: 0, at: day(1) }, true],
      ['a stranger signs in', { agentNo: 14, queueNo: 0, at: day(6) }, false],
      ['oneself in another queue', { agentNo: 11, queueNo: 2, at: day(6) }, true],
    ];
    for (const [what, row, seen] of cases) expect([what, maySeeOperation(boss, row)]).toEqual([what, seen]);
  });

  it('is found by indexes under row-level security, by every sort', async () => {
    for (const name of ['admin', 'zuzhang']) {
      for (const sort of Object.keys(operationTable.sortable)) {
        const list = new OperationLog({ database: explaining });
        const { next } = await list.list(actorOf(name), { pageSize: 25, sort, order: 'asc' });
        plans.length = 0;
        await list.list(actorOf(name), { pageSize: 25, sort, order: 'asc', ...(next ? { after: next } : {}) });
        for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on operation_log/);
        const [page] = plans.filter((plan) => plan.includes('ROW('));
        if (name === 'admin') expect(page, sort).toMatch(/Index Cond: .*ROW\(/);
        if (name === 'admin') expect(page, sort).not.toMatch(/Sort Key/);
      }
    }
  }, 60_000);
});

const { plans, explaining } = explainedLists(() => database);
