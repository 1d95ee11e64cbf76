import { type ListLayout, type ListViewInput, type ListViews, MOST_LIST_VIEWS, type SavedListView } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { and, asc, count, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { listLayout, listView } from './tables.ts';

/** How somebody wants to see lists: their own alone, and nothing that anybody else would notice, so nothing is audited. */
export class ListViewStore {
  readonly #database: Database;
  readonly #ids: Ids;

  constructor({ database, ids }: { database: Database; ids: Ids }) {
    this.#database = database;
    this.#ids = ids;
  }

  of(actor: Actor, list: string): Promise<ListViews> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      const [layout] = await db
        .select()
        .from(listLayout)
        .where(isOwn(listLayout, actor, list));
      const { id, name, address } = listView;
      const views = await db
        .select({ id, name, address })
        .from(listView)
        .where(isOwn(listView, actor, list))
        .orderBy(asc(id));
      return { layout: layout ? { columns: layout.columns } : null, views };
    });
  }

  /** Without columns: as the list itself has them. */
  saveLayout({ tenantId, accountId }: Actor, list: string, { columns }: ListLayout): Promise<void> {
    return this.#database.tenant(tenantId, async (db) => {
      if (columns.length === 0) {
        await db.delete(listLayout).where(isOwn(listLayout, { accountId }, list));
        return;
      }
      await db
        .insert(listLayout)
        .values({ tenantId, accountId, list, columns })
        .onConflictDoUpdate({ target: [listLayout.accountId, listLayout.list], set: { columns } });
    });
  }

  create({ tenantId, accountId }: Actor, { list, name, address }: ListViewInput): Promise<SavedListView> {
    return this.#database.tenant(tenantId, async (db) => {
      // Two saves at once must not both be the last one that is allowed.
      await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`list-views:${accountId}`}))`);
      const [kept] = await db
        .select({ views: count() })
        .from(listView)
        .where(isOwn(listView, { accountId }, list));
      if ((kept?.views ?? 0) >= MOST_LIST_VIEWS) fail('listViews.tooMany', { most: MOST_LIST_VIEWS });
      const [made] = await db
        .insert(listView)
        .values({ id: this.#ids.uuid(), tenantId, accountId, list, name, address })
        .onConflictDoNothing()
        .returning();
      return made ? { id: made.id, name, address } : fail('listViews.nameTaken', { name });
    });
  }

  remove({ tenantId, accountId }: Actor, id: string): Promise<void> {
    return this.#database.tenant(tenantId, async (db) => {
      const [gone] = await db
        .delete(listView)
        .where(and(eq(listView.id, id), eq(listView.accountId, accountId)))
        .returning({ id: listView.id });
      if (!gone) fail('request.notFound');
    });
  }
}

const isOwn = (table: typeof listLayout | typeof listView, { accountId }: Pick<Actor, 'accountId'>, list: string) =>
  and(eq(table.accountId, accountId), eq(table.list, list));
