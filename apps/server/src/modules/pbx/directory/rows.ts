import { asc } from 'drizzle-orm';
import { type Database, tables } from '../../../db/index.ts';

export type AdministrationRows = Awaited<ReturnType<typeof readAdministration>>;

/** All of the administration as it is at one moment: a change that is being saved is seen wholly or not at all. */
export function readAdministration(database: Database) {
  return database.system.transaction(
    async (db) => ({
      tenants: await db.select().from(tables.tenant),
      accounts: await db.select().from(tables.account),
      extensions: await db.select().from(tables.extension),
      queues: await db.select().from(tables.queue),
      members: await db.select().from(tables.queueMember),
      agentSkills: await db.select().from(tables.agentSkill),
      prompts: await db.select().from(tables.prompt),
      trunks: await db.select().from(tables.trunk).orderBy(asc(tables.trunk.name)),
      routes: await db.select().from(tables.inboundRoute).orderBy(asc(tables.inboundRoute.position), asc(tables.inboundRoute.id)),
      hours: await db.select().from(tables.openingHours),
      holidays: await db.select().from(tables.holiday),
      dialRules: await db.select().from(tables.dialRule).orderBy(asc(tables.dialRule.position), asc(tables.dialRule.id)),
    }),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
