import type { Customer } from '@zuoxi/contract';
import { asc, inArray } from 'drizzle-orm';
import type { TenantDb } from '../../db/index.ts';
import { account } from '../accounts/tables.ts';
import { type customer, customerNumber } from './tables.ts';

export type CustomerRow = typeof customer.$inferSelect;

/** Rows with their numbers, and the names of who is named in them. */
export async function presentCustomers(db: TenantDb, rows: readonly CustomerRow[]): Promise<Customer[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const numbers = await db
    .select()
    .from(customerNumber)
    .where(inArray(customerNumber.customerId, ids))
    .orderBy(asc(customerNumber.position), asc(customerNumber.number));
  const numbersOf = Map.groupBy(numbers, ({ customerId }) => customerId);
  const names = await namesOf(
    db,
    rows.flatMap(({ assignedAgentId, createdBy, updatedBy }) => [assignedAgentId, createdBy, updatedBy]),
  );
  return rows.map(({ tenantId: _tenantId, createdBy, updatedBy, createdAt, updatedAt, ...row }) => ({
    ...row,
    numbers: (numbersOf.get(row.id) ?? []).map(({ number, label }) => ({ number, label })),
    assignedAgentName: names.get(row.assignedAgentId ?? '') ?? null,
    createdByName: names.get(createdBy ?? '') ?? null,
    updatedByName: names.get(updatedBy ?? '') ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }));
}

/** Display names by account; an account that is no more has none. */
export async function namesOf(db: TenantDb, accountIds: readonly (string | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(accountIds.filter((id) => id !== null))];
  const rows = ids.length > 0 ? await db.select().from(account).where(inArray(account.id, ids)) : [];
  return new Map(rows.map(({ id, displayName }) => [id, displayName]));
}
