import type { CrmField, CrmFieldInput, Page, PageQuery } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { customer } from '../customers/tables.ts';
import { lastPosition, putInOrder } from '../pbx/index.ts';
import { crmField } from './tables.ts';

export interface CrmFields {
  list(actor: Actor, query: PageQuery): Promise<Page<CrmField>>;
  create(actor: Actor, input: CrmFieldInput): Promise<CrmField>;
  update(actor: Actor, id: string, input: CrmFieldInput): Promise<CrmField>;
  /** With all that customers have in it. */
  remove(actor: Actor, id: string): Promise<void>;
  order(actor: Actor, ids: readonly string[]): Promise<void>;
}

type FieldRow = typeof crmField.$inferSelect;

const present = ({ tenantId: _tenantId, ...row }: FieldRow): CrmField => row;
const saved = ([row]: FieldRow[]): CrmField => (row ? present(row) : fail('request.notFound'));

/** All of the call centre, in the administrator's order. */
export async function allCrmFields(db: TenantDb): Promise<CrmField[]> {
  return (await db.select().from(crmField).orderBy(crmField.position, crmField.id)).map(present);
}

/** Options are for those who choose; each once. */
function columnsOf({ name, kind, options, required }: CrmFieldInput) {
  return { name, kind, options: kind.startsWith('choice') ? [...new Set(options)] : [], required };
}

async function nameIsFree(db: TenantDb, name: string, id: string): Promise<void> {
  const [other] = await db
    .select({ id: crmField.id })
    .from(crmField)
    .where(and(eq(crmField.name, name), ne(crmField.id, id)));
  if (other) fail('crmFields.nameTaken', { name });
}

const hasValues = (id: string) => sql`jsonb_exists(${customer.fields}, ${id}::text)`;

/** Values of another kind would be of no use to their own field. */
async function kindMayChange(db: TenantDb, { id, name }: FieldRow): Promise<void> {
  const [used] = await db.select({ id: customer.id }).from(customer).where(hasValues(id)).limit(1);
  if (used) fail('crmFields.kindFixed', { name });
}

/** What a call centre wants to know of its customers besides names and numbers (自定义表, CRM-5). */
export function createCrmFields({ database, ids }: { database: Database; ids: Ids }): CrmFields {
  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<FieldRow, CrmField>(db, query, {
          from: crmField,
          sortable: { position: crmField.position, name: crmField.name, kind: crmField.kind },
          searched: [crmField.name],
          defaultSort: 'position',
          tieBreak: crmField.id,
          present,
        }),
      ),

    create: (actor, input) =>
      database.tenant(actor.tenantId, async (db) => {
        const id = ids.uuid();
        // Nobody else adds or renames one meanwhile.
        const position = await lastPosition(db, actor.tenantId, crmField);
        await nameIsFree(db, input.name, id);
        const rows = await db
          .insert(crmField)
          .values({ id, tenantId: actor.tenantId, position, ...columnsOf(input) })
          .returning();
        await audit(db, actor, 'crmFields.create', id, input, { before: null, after: rows[0] });
        return saved(rows);
      }),

    update: (actor, id, input) =>
      database.tenant(actor.tenantId, async (db) => {
        await lastPosition(db, actor.tenantId, crmField);
        const [row] = await db.select().from(crmField).where(eq(crmField.id, id));
        if (!row) return fail('request.notFound');
        if (row.kind !== input.kind) await kindMayChange(db, row);
        await nameIsFree(db, input.name, id);
        const rows = await db.update(crmField).set(columnsOf(input)).where(eq(crmField.id, id)).returning();
        await audit(db, actor, 'crmFields.update', id, input, { before: row, after: rows[0] });
        return saved(rows);
      }),

    remove: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        const [row] = await db.delete(crmField).where(eq(crmField.id, id)).returning();
        if (!row) return fail('request.notFound');
        await db
          .update(customer)
          .set({ fields: sql`${customer.fields} - ${id}::text` })
          .where(hasValues(id));
        await audit(db, actor, 'crmFields.remove', id, { name: row.name }, { before: row, after: null });
      }),

    order: (actor, ids) =>
      database.tenant(actor.tenantId, async (db) => {
        const before = await putInOrder(db, actor.tenantId, crmField, ids);
        await audit(db, actor, 'crmFields.order', null, { ids }, { before: { order: before }, after: { order: ids } });
      }),
  };
}
