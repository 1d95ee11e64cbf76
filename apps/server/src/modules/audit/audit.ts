import { systemIds } from '@zuoxi/kit';
import type { Db, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { auditEntry } from './tables.ts';

/**
 * Writes who changed what, in the transaction of the change itself. Never pass a secret in `detail`. `accountId` null: somebody who
 * has not signed in.
 */
export async function audit(
  db: TenantDb | Db,
  actor: Pick<Actor, 'tenantId'> & { accountId: string | null },
  action: string,
  targetId: string | null,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await db.insert(auditEntry).values({
    id: systemIds.uuid(),
    tenantId: actor.tenantId,
    accountId: actor.accountId,
    action,
    targetId,
    detail,
  });
}
