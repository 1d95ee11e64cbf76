import type { DialRule, DialRuleInput, DialTest, DialTestQuery, Page, PageQuery } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { eq, inArray } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { audit, rowNow } from '../audit/index.ts';
import { type DirectoryStore, lastPosition, putInOrder } from '../pbx/index.ts';
import { trunk } from '../trunks/tables.ts';
import { dialRule } from './tables.ts';
import { testDial } from './test-dial.ts';

export interface DialRules {
  list(actor: Actor, query: PageQuery): Promise<Page<DialRule>>;
  create(actor: Actor, input: DialRuleInput): Promise<DialRule>;
  update(actor: Actor, id: string, input: DialRuleInput): Promise<DialRule>;
  remove(actor: Actor, id: string): Promise<void>;
  order(actor: Actor, ids: readonly string[]): Promise<void>;
  /** What would become of a number; nothing is dialled. */
  test(actor: Actor, query: DialTestQuery): Promise<DialTest>;
}

type RuleRow = typeof dialRule.$inferSelect;

export interface DialRulesDeps {
  database: Database;
  changed: Changed;
  directory: DirectoryStore;
  ids: Ids;
}

/** How dialled numbers leave the house, and who may dial them. */
export function createDialRules({ database, changed, directory, ids }: DialRulesDeps): DialRules {
  const present = ({ tenantId: _tenantId, createdAt, permissionClass, ...row }: RuleRow): DialRule => ({
    ...row,
    // The form does not offer `internal`: colleagues are not outside.
    permissionClass: permissionClass === 'internal' ? 'local' : permissionClass,
    createdAt: createdAt.toISOString(),
  });
  const saved = ([row]: RuleRow[]): DialRule => (row ? present(row) : fail('request.notFound'));

  const change = changeWith(database, changed, {
    constraint: 'dial_rule_tenantId_name',
    taken: (name) => fail('dialRules.nameTaken', { name }),
  });

  /** Each trunk once, and all of them the call centre's own. */
  async function columnsOf(db: TenantDb, input: DialRuleInput): Promise<DialRuleInput> {
    const trunkIds = [...new Set(input.trunkIds)];
    const known = trunkIds.length > 0 ? await db.select({ id: trunk.id }).from(trunk).where(inArray(trunk.id, trunkIds)) : [];
    if (known.length < trunkIds.length) fail('uses.missing');
    return { ...input, trunkIds };
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<RuleRow, DialRule>(db, query, {
          from: dialRule,
          sortable: { position: dialRule.position, name: dialRule.name, pattern: dialRule.pattern },
          searched: [dialRule.name, dialRule.pattern, dialRule.callerId],
          defaultSort: 'position',
          tieBreak: dialRule.id,
          present,
        }),
      ),

    create: (actor, input) =>
      change(actor, input.name, async (db) => {
        const id = ids.uuid();
        const position = await lastPosition(db, actor.tenantId, dialRule);
        const columns = await columnsOf(db, input);
        const rows = await db
          .insert(dialRule)
          .values({ id, tenantId: actor.tenantId, position, ...columns })
          .returning();
        await audit(db, actor, 'dialRules.create', id, input, { before: null, after: rows[0] });
        return saved(rows);
      }),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        const columns = await columnsOf(db, input);
        const before = await rowNow(db, dialRule, id);
        const rows = await db.update(dialRule).set(columns).where(eq(dialRule.id, id)).returning();
        await audit(db, actor, 'dialRules.update', id, input, { before, after: rows[0] });
        return saved(rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(dialRule).where(eq(dialRule.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'dialRules.remove', id, { name: row.name }, { before: row, after: null });
      }),

    order: (actor, ids) =>
      change(actor, undefined, async (db) => {
        const before = await putInOrder(db, actor.tenantId, dialRule, ids);
        await audit(db, actor, 'dialRules.order', null, { ids }, { before: { order: before }, after: { order: ids } });
      }),

    test: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const trunks = await db.select({ id: trunk.id, name: trunk.name }).from(trunk);
        return testDial(directory, new Map(trunks.map(({ id, name }) => [id, name])), actor.tenantId, query);
      }),
  };
}
