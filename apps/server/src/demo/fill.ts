import { QueueInput } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { Db, TenantDb } from '../db/index.ts';
import { account, extension } from '../modules/accounts/tables.ts';
import { callbackPlan } from '../modules/callback-plans/tables.ts';
import { storePastCalls } from '../modules/calls/past-calls.ts';
import { callRecord } from '../modules/calls/tables.ts';
import { crmField } from '../modules/crm-fields/tables.ts';
import { customer, customerNumber } from '../modules/customers/tables.ts';
import { inboundRoute } from '../modules/inbound-routes/tables.ts';
import type { Modules } from '../modules/index.ts';
import { queue, queueMember } from '../modules/queues/tables.ts';
import { serviceRecord } from '../modules/service-records/tables.ts';
import { trunk as trunkTable } from '../modules/trunks/tables.ts';
import type { Actor } from '../platform/actor.ts';
import { callersOf, makeCustomers } from './customers.ts';
import { Dice } from './dice.ts';
import { type CallCentre, pastCalls } from './past-calls.ts';
import { plansOf, serviceRecordsOf } from './service.ts';
import { storeWeeklyMeeting } from './weekly-meeting.ts';

const SEED = 20_260;

/** By the queue's number; the usual ones first. */
const DISPOSITIONS: Readonly<Record<string, readonly string[]>> = {
  '8701': ['已答复', '有购买意向', '需要回访', '已下单', '无效来电'],
  '8702': ['已解决', '已转技术', '需要回访', '投诉', '无效来电'],
};

/** A month of life for the demo call centre, once: customers, what was done for them, past calls. `now` in epoch ms. */
export async function fill(modules: Modules, tenantId: string, now: number): Promise<void> {
  const { database, directory } = modules;
  if (await isInUse(database.system, tenantId)) return;
  await offerDispositions(modules, tenantId);
  await database.system.transaction(async (db) => {
    const dice = new Dice(SEED);
    const staff = await staffOf(db, tenantId);
    const agentIds = staff.map(({ id }) => id);
    const made = makeCustomers({ tenantId, agentIds, now, dice });
    await db.insert(crmField).values(made.fields);
    await db.insert(customer).values(made.customers);
    await db.insert(customerNumber).values(made.numbers);
    const calls = pastCalls({ ...(await placesOf(db, tenantId)), tenantId, staff, callers: callersOf(made, dice) }, now, dice);
    await storePastCalls(db, directory, calls);
    await db.insert(serviceRecord).values(serviceRecordsOf(calls, made, dice));
    await db.insert(callbackPlan).values(plansOf({ tenantId, agentIds, now }, made, dice));
    const leader = staff.find(({ isSupervisor }) => isSupervisor);
    if (leader) await storeWeeklyMeeting(db, { tenantId, members: staff, leader, now, dice });
  });
}

/** Somebody has worked with it, or it was filled before. */
async function isInUse(db: Db, tenantId: string): Promise<boolean> {
  const [known] = await db.select({ id: customer.id }).from(customer).where(eq(customer.tenantId, tenantId)).limit(1);
  const [call] = await db.select({ id: callRecord.id }).from(callRecord).where(eq(callRecord.tenantId, tenantId)).limit(1);
  return known !== undefined || call !== undefined;
}

async function offerDispositions({ database, queues }: Modules, tenantId: string): Promise<void> {
  const [administrator] = await database.system
    .select()
    .from(account)
    .where(eq(account.tenantId, tenantId))
    .orderBy(account.createdAt)
    .limit(1);
  if (!administrator) return;
  const actor: Actor = { tenantId, accountId: administrator.id, role: 'administrator' };
  const { rows } = await queues.list(actor, { pageSize: 100, order: 'asc' });
  for (const row of rows) {
    const dispositions = DISPOSITIONS[row.number];
    if (dispositions) await queues.update(actor, row.id, QueueInput.parse({ ...row, dispositions }));
  }
}

async function staffOf(db: TenantDb, tenantId: string) {
  const accounts = await db
    .select({ id: account.id, displayName: account.displayName, role: account.role, extension: extension.number })
    .from(account)
    .innerJoin(extension, eq(extension.accountId, account.id))
    .where(eq(account.tenantId, tenantId))
    .orderBy(extension.number);
  const members = await db.select().from(queueMember).where(eq(queueMember.tenantId, tenantId));
  return accounts.map(({ role, ...one }) => ({
    ...one,
    isSupervisor: role === 'supervisor',
    queueIds: members.flatMap(({ accountId, queueId }) => (accountId === one.id ? [queueId] : [])),
  }));
}

/** Where calls come in and go out. */
async function placesOf(db: TenantDb, tenantId: string): Promise<Pick<CallCentre, 'queues' | 'trunkId'>> {
  const queues = await db.select().from(queue).where(eq(queue.tenantId, tenantId)).orderBy(queue.number);
  const routes = await db.select().from(inboundRoute).where(eq(inboundRoute.tenantId, tenantId));
  const [trunk] = await db.select().from(trunkTable).where(eq(trunkTable.tenantId, tenantId)).limit(1);
  const calledNumberOf = (id: string) =>
    routes.find(({ destination }) => destination.kind === 'queue' && destination.queueId === id)?.calledNumber ?? '';
  return {
    trunkId: trunk?.id ?? '',
    queues: queues.map(({ id, dispositions }) => ({ id, dispositions, calledNumber: calledNumberOf(id) })),
  };
}
