import type { SetupSteps } from '@zuoxi/contract';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { extension } from '../accounts/tables.ts';
import { callRecord } from '../calls/tables.ts';
import { inboundRoute } from '../inbound-routes/tables.ts';
import { queueMember } from '../queues/tables.ts';
import { trunk } from '../trunks/tables.ts';

/** How far a new call centre is on its way to the first call. */
export class Setup {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  steps(actor: Actor): Promise<SetupSteps> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      // One row of each is enough to know: none of these grows with the table.
      const any = { one: sql`1` };
      const people = await db.select(any).from(extension).limit(1);
      const members = await db.select(any).from(queueMember).limit(1);
      const trunks = await db.select(any).from(trunk).where(eq(trunk.enabled, true)).limit(1);
      const routes = await db.select(any).from(inboundRoute).where(eq(inboundRoute.enabled, true)).limit(1);
      const calls = await db.select(any).from(callRecord).limit(1);
      return {
        people: people.length > 0,
        queue: members.length > 0,
        trunk: trunks.length > 0,
        number: routes.length > 0,
        call: calls.length > 0,
      };
    });
  }
}
