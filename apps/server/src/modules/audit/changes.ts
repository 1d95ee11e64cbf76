import type { Changes } from '@zuoxi/contract';
import { eq } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Db, TenantDb } from '../../db/index.ts';

/** Who made or changed it when is what the entry itself says; the rest follows from other columns. */
const NOT_TOLD = new Set(['id', 'tenantId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'numberKey']);
/** Never in the trail, whatever is handed in. */
const SECRET = /password|secret|hash$|token/i;

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
/** Rows that are known by an id (the nodes of an IVR): compared one by one. */
const isRows = (value: unknown): value is readonly (Plain & { id: string })[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => isPlain(one) && typeof one.id === 'string');
const isNone = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const parts = (value: unknown): Plain | undefined => {
  if (isPlain(value)) return value;
  return isRows(value) ? Object.fromEntries(value.map(({ id, ...row }) => [id, row])) : undefined;
};

/** The same for two values that are stored alike: JSON has no dates, and the order of keys says nothing. */
function canonical(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(canonical);
  if (!isPlain(value)) return value ?? null;
  const told = Object.entries(value).filter(([name]) => !SECRET.test(name));
  return Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, canonical(inner)]));
}

/** Field by field, those within objects as `extension.number`. */
export function changesBetween(before: object | null | undefined, after: object | null | undefined): Changes {
  const changes: Changes = {};
  const walk = (path: string, old: unknown, now: unknown): void => {
    const [oldParts, nowParts] = [parts(old), parts(now)];
    if ((oldParts && nowParts) || (oldParts && isNone(now) && path === '') || (nowParts && isNone(old) && path === '')) {
      for (const name of new Set([...Object.keys(oldParts ?? {}), ...Object.keys(nowParts ?? {})])) {
        if (SECRET.test(name) || (path === '' && NOT_TOLD.has(name))) continue;
        walk(path === '' ? name : `${path}.${name}`, oldParts?.[name], nowParts?.[name]);
      }
      return;
    }
    const [was, is] = [canonical(old), canonical(now)];
    if (JSON.stringify(was) !== JSON.stringify(is)) changes[path] = { before: was, after: is };
  };
  walk('', before, after);
  return changes;
}

/** The row as this transaction has it, for `audit`; nobody else changes it before its end. */
export async function rowNow<T extends PgTable & { id: PgColumn }>(db: TenantDb | Db, table: T, id: string): Promise<object | undefined> {
  const [row] = await db.select().from<PgTable>(table).where(eq(table.id, id)).for('update');
  return row;
}
