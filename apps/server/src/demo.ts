import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QueueInput } from '@zuoxi/contract';
import { systemClock, systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { fill } from './demo/fill.ts';
import { account as accountTable, extension } from './modules/accounts/tables.ts';
import { inboundRoute } from './modules/inbound-routes/tables.ts';
import type { Modules } from './modules/index.ts';
import { queue as queueTable } from './modules/queues/tables.ts';
import { reason } from './modules/reasons/tables.ts';
import { hashPassword, readablePassword, verifyPassword } from './modules/secrets/index.ts';
import { createTenant, findTenant } from './modules/tenants/index.ts';
import { tenant } from './modules/tenants/tables.ts';
import { trunk } from './modules/trunks/tables.ts';
import type { Actor } from './platform/actor.ts';

const CODE = 'demo';
const UNFINISHED = 'demo-unfinished';

interface DemoAgent {
  name: string;
  displayName: string;
  role: 'supervisor' | 'agent';
  number: string;
  phoneType: 'web' | 'sip';
  queues: readonly string[];
}

const AGENTS: readonly DemoAgent[] = [
  { name: 'zuzhang', displayName: '李组长', role: 'supervisor', number: '8001', phoneType: 'web', queues: ['8701', '8702'] },
  { name: 'wangli', displayName: '王丽', role: 'agent', number: '8002', phoneType: 'web', queues: ['8701'] },
  { name: 'zhangwei', displayName: '张伟', role: 'agent', number: '8003', phoneType: 'web', queues: ['8701', '8702'] },
  { name: 'keke', displayName: '可可', role: 'agent', number: '8004', phoneType: 'web', queues: ['8702'] },
  { name: 'liuyang', displayName: '刘洋', role: 'agent', number: '8011', phoneType: 'sip', queues: ['8701'] },
  { name: 'chenjing', displayName: '陈静', role: 'agent', number: '8012', phoneType: 'sip', queues: ['8702'] },
  { name: 'zhaolei', displayName: '赵磊', role: 'agent', number: '8013', phoneType: 'sip', queues: ['8701', '8702'] },
];

const QUEUES = [
  { number: '8701', name: '售前咨询', calledNumber: '02088880001' },
  { number: '8702', name: '售后服务', calledNumber: '02088880002' },
] as const;

/** All accounts of the demo have the same password, and all its phones, so that they can be printed at every start. */
interface DemoPasswords {
  password: string;
  sipPassword: string;
}

/** Everybody can read them here: they are for a demo that only its own machine can reach. */
const PUBLISHED: DemoPasswords = { password: 'zuoxi-demo-2026', sipPassword: 'zuoxi-demo-phone' };

const PASSWORDS_FILE = 'demo-passwords.json';

/** A demo that other machines can reach has passwords of its own; once made, they stay. */
async function passwordsOf(dataDir: string, isOpen: boolean): Promise<DemoPasswords> {
  const path = join(dataDir, PASSWORDS_FILE);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return StoredPasswords.parse(JSON.parse(kept));
  if (!isOpen) return PUBLISHED;
  const own = { password: readablePassword(), sipPassword: readablePassword() };
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  return own;
}

const StoredPasswords = z.object({ password: z.string().min(8), sipPassword: z.string().min(8) });

export interface DemoSummary {
  tenant: string;
  password: string;
  sipPassword: string;
  administrator: string;
  accounts: { account: string; displayName: string; role: string; extension: string; phoneType: string; sipUser: string }[];
  queues: { number: string; name: string; calledNumber: string }[];
}

const summaryOf = (passwords: DemoPasswords): DemoSummary => ({
  tenant: CODE,
  ...passwords,
  administrator: 'admin',
  accounts: AGENTS.map((agent) => ({
    account: agent.name,
    displayName: agent.displayName,
    role: agent.role,
    extension: agent.number,
    phoneType: agent.phoneType,
    sipUser: `${CODE}-${agent.number}`,
  })),
  queues: QUEUES.map((queue) => ({ ...queue })),
});

/**
 * Makes the demo call centre once; a second start finds it as it was left. Goes through the services a person would use, so it takes many
 * transactions: it gets its name with the last one, and what a start that was killed has left under the other name is made again.
 */
async function prepare(modules: Modules, passwords: DemoPasswords = PUBLISHED): Promise<void> {
  const there = await findTenant(modules.database, CODE);
  if (there !== undefined) return replacePublished(modules, there, passwords);
  await removeUnfinished(modules);
  const tenantId = await createTenant(modules.database, UNFINISHED, '演示呼叫中心');
  const administratorId = systemIds.uuid();
  await modules.database.system.insert(accountTable).values({
    id: administratorId,
    tenantId,
    name: 'admin',
    displayName: '管理员',
    role: 'administrator',
    passwordHash: await hashPassword(passwords.password),
  });
  const actor: Actor = { tenantId, accountId: administratorId, role: 'administrator' };
  const ids = new Map<string, string>();
  for (const agent of AGENTS) {
    const { account } = await modules.accounts.create(actor, {
      name: agent.name,
      displayName: agent.displayName,
      role: agent.role,
      password: passwords.password,
      extension: { number: agent.number, phoneType: agent.phoneType, recordingEnabled: true },
    });
    ids.set(agent.name, account.id);
    if (agent.phoneType === 'sip') {
      const sipSecret = modules.secrets.seal(passwords.sipPassword);
      await modules.database.system.update(extension).set({ sipSecret }).where(eq(extension.accountId, account.id));
    }
  }
  for (const queue of QUEUES) {
    const { id } = await modules.queues.create(
      actor,
      QueueInput.parse({
        number: queue.number,
        name: queue.name,
        strategy: 'longestIdle',
        ringTimeoutS: 20,
        maxWaitS: 120,
        wrapUpS: 15,
        serviceLevelS: 20,
        recordingEnabled: true,
        memberIds: AGENTS.filter((agent) => agent.queues.includes(queue.number)).map((agent) => ids.get(agent.name) ?? ''),
      }),
    );
    await modules.inboundRoutes.create(actor, {
      calledNumber: queue.calledNumber,
      callerNumber: '',
      hoursId: null,
      destination: { kind: 'queue', queueId: id },
      closedDestination: null,
      priority: 0,
      description: queue.name,
      enabled: true,
    });
  }
  // The carrier of the demo is this very machine: whoever sends from loopback may ring in.
  await modules.trunks.create(actor, {
    name: '本机演示中继',
    kind: 'address',
    host: '127.0.0.1',
    port: 5080,
    secondHost: '',
    secondPort: 5060,
    transport: 'udp',
    verifyCertificate: true,
    username: '',
    domain: '',
    password: '',
    matchAddresses: ['127.0.0.1/32'],
    callerId: '02088880000',
    outbound: true,
    // Nobody listens there but in tests.
    watched: false,
    maxChannels: 0,
    callsPerSecond: 0,
    rtpTimeoutS: 0,
    dtmfMode: 'auto',
    enabled: true,
  });
  await modules.database.system.update(tenant).set({ code: CODE }).where(eq(tenant.id, tenantId));
  await modules.engine.directoryChanged();
}

/** Only what `prepare` makes; the audit trail is never changed. */
async function removeUnfinished({ database, engine }: Modules): Promise<void> {
  const tenantId = await findTenant(database, UNFINISHED);
  if (!tenantId) return;
  await database.system.transaction(async (db) => {
    // In the order in which they refer to each other; extensions and memberships go with the accounts and queues.
    for (const table of [inboundRoute, trunk, queueTable, accountTable, reason]) await db.delete(table).where(eq(table.tenantId, tenantId));
    await db.delete(tenant).where(eq(tenant.id, tenantId));
  });
  await engine.directoryChanged();
}

/** What an earlier start has given the published ones has those of this start; what somebody has changed stays. */
async function replacePublished({ database, secrets, sessions }: Modules, tenantId: string, passwords: DemoPasswords): Promise<void> {
  if (passwords.password === PUBLISHED.password) return;
  for (const { id, passwordHash } of await database.system.select().from(accountTable).where(eq(accountTable.tenantId, tenantId))) {
    if (!(await verifyPassword(passwordHash, PUBLISHED.password))) continue;
    await database.system
      .update(accountTable)
      .set({ passwordHash: await hashPassword(passwords.password) })
      .where(eq(accountTable.id, id));
    await sessions.endAll(id);
  }
  for (const { accountId, sipSecret } of await database.system.select().from(extension).where(eq(extension.tenantId, tenantId))) {
    if (secrets.open(sipSecret) !== PUBLISHED.sipPassword) continue;
    await database.system
      .update(extension)
      .set({ sipSecret: secrets.seal(passwords.sipPassword) })
      .where(eq(extension.accountId, accountId));
  }
}

/** Makes it look as if it had been worked with for a month; nothing is added to a call centre that was used. */
async function fillHistory(modules: Modules): Promise<void> {
  const tenantId = await findTenant(modules.database, CODE);
  if (tenantId) await fill(modules, tenantId, systemClock.now());
}

export const demo = { prepare, fillHistory, passwordsOf, summaryOf, summary: summaryOf(PUBLISHED) };
