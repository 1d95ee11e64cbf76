import { asc } from 'drizzle-orm';
import type { Database } from '../../../db/index.ts';
import { account, extension } from '../../accounts/tables.ts';
import { dialRule } from '../../dial-rules/tables.ts';
import { inboundRoute } from '../../inbound-routes/tables.ts';
import { holiday, openingHours } from '../../opening-hours/tables.ts';
import { prompt } from '../../prompts/tables.ts';
import { queue, queueMember } from '../../queues/tables.ts';
import { agentSkill } from '../../skills/tables.ts';
import { tenant } from '../../tenants/tables.ts';
import { trunk } from '../../trunks/tables.ts';

export type AdministrationRows = Awaited<ReturnType<typeof readAdministration>>;

/** All of the administration as it is at one moment: a change that is being saved is seen wholly or not at all. */
export function readAdministration(database: Database) {
  return database.system.transaction(
    async (db) => ({
      tenants: await db.select().from(tenant),
      accounts: await db.select().from(account),
      extensions: await db.select().from(extension),
      queues: await db.select().from(queue),
      members: await db.select().from(queueMember),
      agentSkills: await db.select().from(agentSkill),
      prompts: await db.select().from(prompt),
      trunks: await db.select().from(trunk).orderBy(asc(trunk.name)),
      routes: await db.select().from(inboundRoute).orderBy(asc(inboundRoute.position), asc(inboundRoute.id)),
      hours: await db.select().from(openingHours),
      holidays: await db.select().from(holiday),
      dialRules: await db.select().from(dialRule).orderBy(asc(dialRule.position), asc(dialRule.id)),
    }),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
