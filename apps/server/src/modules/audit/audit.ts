import { systemIds } from '@zuoxi/kit';
import type { Db, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { changesBetween } from './changes.ts';
import { auditEntry } from './tables.ts';

/** What was changed, as it was and as it is; nothing: it was not there, or is gone. Secrets are left out by their names. */
export interface AuditedChange {
  before: object | null | undefined;
  after: object | null | undefined;
}

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
  change?: AuditedChange,
): Promise<void> {
  await db.insert(auditEntry).values({
    id: systemIds.uuid(),
    tenantId: actor.tenantId,
    accountId: actor.accountId,
    action,
    targetId,
    detail,
    changes: change ? changesBetween(change.before, change.after) : null,
  });
}
