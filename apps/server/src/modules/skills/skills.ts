import type { Page, PageQuery, Skill, SkillInput } from '@zuoxi/contract';
import type { Ids } from '@zuoxi/kit';
import { eq, inArray } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { account } from '../accounts/tables.ts';
import { scopeOf } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import { refuseInUse } from '../pbx/index.ts';
import { agentSkill, skill as skillTable } from './tables.ts';

/** What agents know, and how well; queues and IVRs ask for it. */
export interface Skills {
  list(actor: Actor, query: PageQuery): Promise<Page<Skill>>;
  create(actor: Actor, input: SkillInput): Promise<Skill>;
  update(actor: Actor, id: string, input: SkillInput): Promise<Skill>;
  remove(actor: Actor, id: string): Promise<void>;
}

type SkillRow = typeof skillTable.$inferSelect;

export function createSkills({ database, changed, ids }: { database: Database; changed: Changed; ids: Ids }): Skills {
  const change = changeWith(database, changed, { constraint: 'skill_tenantId_name', taken: (name) => fail('skills.nameTaken', { name }) });

  async function present(db: TenantDb, rows: SkillRow[]): Promise<Skill[]> {
    const ids = rows.map((row) => row.id);
    const levels = ids.length > 0 ? await db.select().from(agentSkill).where(inArray(agentSkill.skillId, ids)) : [];
    const levelsOf = Map.groupBy(levels, (row) => row.skillId);
    return rows.map(({ id, name, createdAt }) => ({
      id,
      name,
      levels: Object.fromEntries((levelsOf.get(id) ?? []).map((row) => [row.accountId, row.level])),
      createdAt: createdAt.toISOString(),
    }));
  }

  async function one(db: TenantDb, id: string): Promise<Skill> {
    const [skill] = await present(db, await db.select().from(skillTable).where(eq(skillTable.id, id)));
    return skill ?? fail('request.notFound');
  }

  async function saveLevels(db: TenantDb, { tenantId }: Actor, skillId: string, levels: SkillInput['levels']): Promise<void> {
    const ids = Object.keys(levels);
    const known = ids.length > 0 ? await db.select({ id: account.id }).from(account).where(inArray(account.id, ids)) : [];
    if (known.length < ids.length) fail('request.notFound');
    await db.delete(agentSkill).where(eq(agentSkill.skillId, skillId));
    if (ids.length === 0) return;
    await db.insert(agentSkill).values(Object.entries(levels).map(([accountId, level]) => ({ tenantId, accountId, skillId, level })));
  }

  return {
    async list(actor, query) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const page = await listPage<SkillRow, SkillRow>(db, query, {
          from: skillTable,
          sortable: { name: skillTable.name, createdAt: skillTable.createdAt },
          searched: [skillTable.name],
          defaultSort: 'name',
          tieBreak: skillTable.id,
          present: (row) => row,
        });
        // How well somebody is who is in none of one's queues, is not told.
        const seen = (levels: Skill['levels']) =>
          Object.fromEntries(Object.entries(levels).filter(([id]) => scope.all || scope.agentIds.has(id)));
        return { ...page, rows: (await present(db, page.rows)).map((row) => ({ ...row, levels: seen(row.levels) })) };
      });
    },

    create: (actor, input) =>
      change(actor, input.name, async (db) => {
        const id = ids.uuid();
        await db.insert(skillTable).values({ id, tenantId: actor.tenantId, name: input.name });
        await saveLevels(db, actor, id, input.levels);
        const after = await one(db, id);
        await audit(db, actor, 'skills.create', id, input, { before: null, after });
        return after;
      }),

    update: (actor, id, input) =>
      change(actor, input.name, async (db) => {
        const before = await one(db, id);
        const updated = await db.update(skillTable).set({ name: input.name }).where(eq(skillTable.id, id)).returning({ id: skillTable.id });
        if (updated.length === 0) fail('request.notFound');
        await saveLevels(db, actor, id, input.levels);
        const after = await one(db, id);
        await audit(db, actor, 'skills.update', id, input, { before, after });
        return after;
      }),

    remove: (actor, id) =>
      change(actor, undefined, async (db) => {
        const skill = await one(db, id);
        await refuseInUse(db, id);
        await db.delete(skillTable).where(eq(skillTable.id, id));
        await audit(db, actor, 'skills.remove', id, { name: skill.name }, { before: skill, after: null });
      }),
  };
}
