import type { Account, AccountWithSecret, BulkAccounts, BulkResult, CreateAccount, Page, PageQuery, UpdateAccount } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { extensionEndpoint, numberIsFree, refuseInUse } from '../pbx/index.ts';
import { queueMember } from '../queues/tables.ts';
import { hashPassword, readablePassword, type SecretBox } from '../secrets/index.ts';
import { refuseKnownPassword } from '../sessions/index.ts';
import { tenant as tenantTable } from '../tenants/tables.ts';
import { createBulk } from './bulk.ts';
import { account as accountTable, extension as extensionTable } from './tables.ts';

export interface AccountsDeps {
  database: Database;
  secrets: SecretBox;
  ids: Ids;
  /** Whether an extension's phone is registered, and from where. */
  phone(accountId: string): { online: boolean; registeredFrom: string | null };
  /** An account with a call under way is not changed beneath it. */
  isInCall(accountId: string): boolean;
  endSessions(accountId: string): Promise<void>;
  /** After a commit: the engine and call control are told. Throws when the engine refuses. */
  changed: Changed;
}

export interface Accounts {
  list(actor: Actor, query: PageQuery): Promise<Page<Account>>;
  create(actor: Actor, input: CreateAccount): Promise<AccountWithSecret>;
  update(actor: Actor, id: string, input: UpdateAccount): Promise<Account>;
  remove(actor: Actor, id: string): Promise<void>;
  /** All of them or none; the secrets are shown this once. */
  createMany(actor: Actor, input: BulkAccounts): Promise<BulkResult>;
  /** Makes a new SIP secret and shows it this once. */
  newSipSecret(actor: Actor, id: string): Promise<AccountWithSecret>;
}

/** What somebody sets: where the phone is, and what it registers as, is not. */
function configured({ extension, queueIds: _queueIds, ...account }: Account): object {
  if (!extension) return { ...account, extension };
  const { online: _online, registeredFrom: _from, sipUser: _user, ...set } = extension;
  return { ...account, extension: set };
}

type AccountRow = typeof accountTable.$inferSelect;

export function createAccounts(deps: AccountsDeps): Accounts {
  const { database, secrets, ids } = deps;
  const change = changeWith(database, deps.changed, {
    constraint: 'account_tenantId_name',
    taken: (name) => fail('accounts.nameTaken', { name }),
  });

  async function present(db: TenantDb, rows: AccountRow[]): Promise<Account[]> {
    const extensions = await db.select().from(extensionTable);
    const members = await db.select().from(queueMember);
    const [tenant] = await db.select().from(tenantTable);
    const extensionOf = new Map(extensions.map((row) => [row.accountId, row]));
    const membershipsOf = Map.groupBy(members, (member) => member.accountId);
    return rows.map((row) => {
      const extension = extensionOf.get(row.id);
      return {
        id: row.id,
        name: row.name,
        displayName: row.displayName,
        role: row.role,
        enabled: row.enabled,
        extension: extension
          ? {
              number: extension.number,
              phoneType: extension.phoneType,
              recordingEnabled: extension.recordingEnabled,
              callerId: extension.callerId,
              mayDial: extension.mayDial,
              dailyCallsCap: extension.dailyCallsCap,
              dailyMinutesCap: extension.dailyMinutesCap,
              doNotDisturb: extension.doNotDisturb,
              forwarding: extension.forwarding,
              pickupGroup: extension.pickupGroup,
              dtmfMode: extension.dtmfMode,
              srtp: extension.srtp,
              sipUser: extensionEndpoint(tenant?.code ?? '', extension.number),
              ...deps.phone(row.id),
            }
          : null,
        queueIds: (membershipsOf.get(row.id) ?? []).map((member) => member.queueId),
        createdAt: row.createdAt.toISOString(),
      };
    });
  }

  async function one(db: TenantDb, id: string): Promise<Account> {
    const rows = await db.select().from(accountTable).where(eq(accountTable.id, id));
    const [presented] = await present(db, rows);
    return presented ?? fail('request.notFound');
  }

  /** Writes the extension as the form has it; returns the secret when one was made. */
  async function saveExtension(db: TenantDb, actor: Actor, accountId: string, input: CreateAccount['extension']): Promise<string | null> {
    const [old] = await db.select().from(extensionTable).where(eq(extensionTable.accountId, accountId));
    if (!input) {
      if (!old) return null;
      // Calls are sent to the extension.
      await refuseInUse(db, accountId);
      await db.delete(queueMember).where(eq(queueMember.accountId, accountId));
      await db.delete(extensionTable).where(eq(extensionTable.accountId, accountId));
      return null;
    }
    if (!(await numberIsFree(db, actor.tenantId, input.number, accountId))) fail('accounts.extensionTaken', { number: input.number });
    const secret = readablePassword();
    if (old) {
      // A page may have seen what a phone in the browser registered with in earlier versions.
      const isTableNow = old.phoneType === 'web' && input.phoneType === 'sip';
      const sipSecret = isTableNow ? { sipSecret: secrets.seal(secret) } : {};
      await db
        .update(extensionTable)
        .set({ ...input, ...sipSecret })
        .where(eq(extensionTable.accountId, accountId));
      return null;
    }
    await db.insert(extensionTable).values({ accountId, tenantId: actor.tenantId, ...input, sipSecret: secrets.seal(secret) });
    return secret;
  }

  async function nameOf({ tenantId }: Actor, id: string): Promise<string> {
    const rows = await database.tenant(tenantId, (db) => db.select().from(accountTable).where(eq(accountTable.id, id)));
    return rows[0]?.name ?? fail('request.notFound');
  }

  /** Throws `session.knownPassword`. */
  async function newPasswordHash({ tenantId }: Actor, password: string, names: readonly string[]): Promise<string> {
    const [tenant] = await database.tenant(tenantId, (db) => db.select().from(tenantTable));
    refuseKnownPassword(password, [...names, tenant?.code ?? '', tenant?.name ?? '']);
    return hashPassword(password);
  }

  /** Nobody may be left without an administrator to help him. */
  async function keepAnAdministrator(db: TenantDb, exceptId: string): Promise<void> {
    const [other] = await db
      .select({ n: sql<number>`count(*)::int` })
      .from(accountTable)
      .where(and(eq(accountTable.role, 'administrator'), eq(accountTable.enabled, true), ne(accountTable.id, exceptId)));
    if ((other?.n ?? 0) === 0) fail('accounts.lastAdministrator');
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const extensionNumber = sql`(select e.number from extension e where e.account_id = ${accountTable.id})`;
        const page = await listPage<AccountRow, AccountRow>(db, query, {
          from: accountTable,
          sortable: {
            name: accountTable.name,
            displayName: accountTable.displayName,
            role: accountTable.role,
            enabled: accountTable.enabled,
            extension: extensionNumber,
            createdAt: accountTable.createdAt,
          },
          searched: [accountTable.name, accountTable.displayName, sql`coalesce(${extensionNumber}, '')`],
          defaultSort: 'createdAt',
          tieBreak: accountTable.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      }),

    async create(actor, input) {
      const id = ids.uuid();
      const passwordHash = await newPasswordHash(actor, input.password, [input.name, input.displayName]);
      return change(actor, input.name, async (db) => {
        await db.insert(accountTable).values({
          id,
          tenantId: actor.tenantId,
          name: input.name,
          displayName: input.displayName,
          role: input.role,
          passwordHash,
        });
        const sipSecret = await saveExtension(db, actor, id, input.extension);
        const account = await one(db, id);
        const detail = { name: input.name, role: input.role, extension: input.extension };
        await audit(db, actor, 'accounts.create', id, detail, { before: null, after: configured(account) });
        return { account, sipSecret: input.extension?.phoneType === 'sip' ? sipSecret : null };
      });
    },

    createMany: createBulk({ database, change, secrets, ids }),

    async update(actor, id, input) {
      if (deps.isInCall(id) && (!input.enabled || !input.extension)) fail('accounts.inCall');
      const passwordHash = input.password
        ? await newPasswordHash(actor, input.password, [await nameOf(actor, id), input.displayName])
        : undefined;
      const account = await change(actor, undefined, async (db) => {
        if (input.role !== 'administrator' || !input.enabled) {
          const before = await one(db, id);
          if (before.role === 'administrator') await keepAnAdministrator(db, id);
        }
        const old = await one(db, id);
        const updated = await db
          .update(accountTable)
          .set({
            displayName: input.displayName,
            role: input.role,
            enabled: input.enabled,
            ...(passwordHash ? { passwordHash, mustChangePassword: false } : {}),
          })
          .where(eq(accountTable.id, id))
          .returning({ id: accountTable.id });
        if (updated.length === 0) fail('request.notFound');
        await saveExtension(db, actor, id, input.extension);
        const { password, ...shown } = input;
        const after = await one(db, id);
        const change = { before: configured(old), after: configured(after) };
        await audit(db, actor, 'accounts.update', id, { ...shown, passwordChanged: password !== undefined }, change);
        return after;
      });
      if (!input.enabled || passwordHash) await deps.endSessions(id);
      return account;
    },

    async remove(actor, id) {
      if (deps.isInCall(id)) fail('accounts.inCall');
      await change(actor, undefined, async (db) => {
        const account = await one(db, id);
        if (account.role === 'administrator') await keepAnAdministrator(db, id);
        await refuseInUse(db, id);
        await db.delete(accountTable).where(eq(accountTable.id, id));
        await audit(db, actor, 'accounts.remove', id, { name: account.name }, { before: configured(account), after: null });
      });
      await deps.endSessions(id);
    },

    async newSipSecret(actor, id) {
      const sipSecret = readablePassword();
      const account = await change(actor, undefined, async (db) => {
        const updated = await db
          .update(extensionTable)
          .set({ sipSecret: secrets.seal(sipSecret) })
          .where(eq(extensionTable.accountId, id))
          .returning({ id: extensionTable.accountId });
        if (updated.length === 0) fail('accounts.noExtension');
        await audit(db, actor, 'accounts.newSipSecret', id);
        return one(db, id);
      });
      return { account, sipSecret };
    },
  };
}
