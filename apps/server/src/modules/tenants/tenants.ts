import { systemIds } from '@zuoxi/kit';
import { eq, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import { account } from '../accounts/tables.ts';
import { reason } from '../reasons/tables.ts';
import { hashPassword, readablePassword } from '../secrets/index.ts';
import { tenant } from './tables.ts';

const DEFAULT_REASONS = ['上班', '下班', '休息'];

/** Creates a call centre with its reasons list. */
export function createTenant(database: Database, code: string, name: string): Promise<string> {
  return database.system.transaction((db) => storeTenant(db, code, name));
}

async function storeTenant(db: TenantDb, code: string, name: string): Promise<string> {
  const id = systemIds.uuid();
  await db.insert(tenant).values({ id, code, name });
  await db.insert(reason).values(DEFAULT_REASONS.map((text, position) => ({ tenantId: id, text, position })));
  return id;
}

export async function findTenant(database: Database, code: string): Promise<string | undefined> {
  const [row] = await database.system.select({ id: tenant.id }).from(tenant).where(eq(tenant.code, code));
  return row?.id;
}

export interface FirstStart {
  tenantCode: string;
  account: string;
  oneTimePassword: string;
}

const FIRST_TENANT = 'main';
const FIRST_ACCOUNT = 'admin';

/**
 * On an empty database: the first call centre and its administrator, whose one-time password is returned. Until it is known to have been
 * shown (`firstStartShown`), every start makes a new one: a start that was killed before leaves nobody without a way in.
 */
export async function bootstrap(database: Database): Promise<FirstStart | undefined> {
  const { rows } = await database.system.execute<{ shown: boolean }>(sql`select first_start_shown as shown from installation.server`);
  if (rows[0]?.shown) return undefined;
  const oneTimePassword = readablePassword(12);
  const passwordHash = await hashPassword(oneTimePassword);
  const isMade = await database.system.transaction(async (db) => {
    const present = await db.select({ code: tenant.code }).from(tenant);
    if (present.length === 0) {
      const tenantId = await storeTenant(db, FIRST_TENANT, '呼叫中心');
      await db.insert(account).values({
        id: systemIds.uuid(),
        tenantId,
        name: FIRST_ACCOUNT,
        displayName: '管理员',
        role: 'administrator',
        passwordHash,
        mustChangePassword: true,
      });
      return true;
    }
    if (present.length > 1 || present[0]?.code !== FIRST_TENANT) return false;
    const [only, another] = await db.select().from(account).limit(2);
    if (!only?.mustChangePassword || only.name !== FIRST_ACCOUNT || another) return false;
    await db.update(account).set({ passwordHash }).where(eq(account.id, only.id));
    return true;
  });
  return isMade ? { tenantCode: FIRST_TENANT, account: FIRST_ACCOUNT, oneTimePassword } : undefined;
}

/** The one-time password was shown to whoever started the server. */
export async function firstStartShown(database: Database): Promise<void> {
  await database.system.execute(sql`update installation.server set first_start_shown = true where not first_start_shown`);
}
