import { systemIds } from '@zuoxi/kit';
import { eq } from 'drizzle-orm';
import { type Database, tables } from '../../db/index.ts';
import { hashPassword, readablePassword } from '../secrets/index.ts';

const DEFAULT_REASONS = ['上班', '下班', '休息'];

/** Creates a call centre with its reasons list. */
export async function createTenant(database: Database, code: string, name: string): Promise<string> {
  const id = systemIds.uuid();
  await database.system.insert(tables.tenant).values({ id, code, name });
  await database.system.insert(tables.reason).values(DEFAULT_REASONS.map((text, position) => ({ tenantId: id, text, position })));
  return id;
}

export async function findTenant(database: Database, code: string): Promise<string | undefined> {
  const [row] = await database.system.select({ id: tables.tenant.id }).from(tables.tenant).where(eq(tables.tenant.code, code));
  return row?.id;
}

export interface FirstStart {
  tenantCode: string;
  account: string;
  oneTimePassword: string;
}

/** On an empty database: the first call centre and its administrator, whose one-time password is returned once. */
export async function bootstrap(database: Database): Promise<FirstStart | undefined> {
  const [any] = await database.system.select({ id: tables.tenant.id }).from(tables.tenant).limit(1);
  if (any) return undefined;
  const tenantId = await createTenant(database, 'main', '呼叫中心');
  const oneTimePassword = readablePassword(12);
  await database.system.insert(tables.account).values({
    id: systemIds.uuid(),
    tenantId,
    name: 'admin',
    displayName: '管理员',
    role: 'administrator',
    passwordHash: await hashPassword(oneTimePassword),
    mustChangePassword: true,
  });
  return { tenantCode: 'main', account: 'admin', oneTimePassword };
}
