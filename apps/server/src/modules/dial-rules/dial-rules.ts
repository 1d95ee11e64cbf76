import type { DialRule, DialRuleInput, DialTest, DialTestQuery, Page, PageQuery } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import { eq, inArray } from 'drizzle-orm';
import { type Database, listPage, type TenantDb, tables } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { audit } from '../audit/index.ts';
import { type DirectoryStore, lastPosition, putInOrder } from '../pbx/index.ts';
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

type RuleRow = typeof tables.dialRule.$inferSelect;

export interface DialRulesDeps {
  database: Database;
  changed: Changed;
  directory: DirectoryStore;
}

/** How dialled numbers leave the house, and who may dial them. */
export function createDialRules({ database, changed, directory }: DialRulesDeps): DialRules {
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
    const known =
      trunkIds.length > 0 ? await db.select({ id: tables.trunk.id }).from(tables.trunk).where(inArray(tables.trunk.id, trunkIds)) : [];
    if (known.length < trunkIds.length) fail('config.missing');
    return { ...input, trunkIds };
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, (db) =>
        listPage<RuleRow, DialRule>(db, query, {
          from: tables.dialRule,
          sortable: { position: tables.dialRule.position, name: tables.dialRule.name, pattern: tables.dialRule.pattern },
          searched: [tables.dialRule.name, tables.dialRule.pattern, tables.dialRule.callerId],
          defaultSort: 'position',
          tieBreak: tables.dialRule.id,
          present,
        }),
      ),

    create: (actor, input) =>
      change(actor, input.name, async (db) => {
        const id = systemIds.uuid();
        const position = await lastPosition(db, actor.tenantId, tables.dialRule);
        const columns = await columnsOf(db, input);
        const rows = await db
          .insert(tables.dialRule)
          .values({ id, tenantId: actor.tenantId, position, ...columns })
          .returning();
        await audit(db, actor, 'dialRules.create', id, input);
        return saved(rows);
      }),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        const columns = await columnsOf(db, input);
        const rows = await db.update(tables.dialRule).set(columns).where(eq(tables.dialRule.id, id)).returning();
        await audit(db, actor, 'dialRules.update', id, input);
        return saved(rows);
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const [row] = await db.delete(tables.dialRule).where(eq(tables.dialRule.id, id)).returning();
        if (!row) fail('request.notFound');
        await audit(db, actor, 'dialRules.remove', id, { name: row.name });
      }),

    order: (actor, ids) =>
      change(actor, undefined, async (db) => {
        await putInOrder(db, actor.tenantId, tables.dialRule, ids);
        await audit(db, actor, 'dialRules.order', null, { ids });
      }),

    test: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const trunks = await db.select({ id: tables.trunk.id, name: tables.trunk.name }).from(tables.trunk);
        return testDial(directory, new Map(trunks.map(({ id, name }) => [id, name])), actor.tenantId, query);
      }),
  };
}
