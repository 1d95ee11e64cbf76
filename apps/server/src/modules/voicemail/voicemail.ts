import type { Page, VoicemailMessage, VoicemailQuery, VoicemailUnhandled } from '@zuoxi/contract';
import type { Clock } from '@zuoxi/kit';
import { and, count, eq, gte, inArray, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { hasNumberKey, listPage } from '../../platform/lists/index.ts';
import { account } from '../accounts/tables.ts';
import { type Scope, scopeOf } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import { voicemail } from './tables.ts';

/** What callers have left to queues (VM-2): an administrator's are all, everybody else's are those of his queues. */
export interface Voicemail {
  list(actor: Actor, query: VoicemailQuery): Promise<Page<VoicemailMessage>>;
  unhandled(actor: Actor): Promise<VoicemailUnhandled>;
  /** Path of the sound below the folder of messages; the access is audited. */
  open(actor: Actor, id: string, purpose: 'play' | 'download'): Promise<{ path: string; fileName: string }>;
  /** Who has dealt with it, and when; or that it is open again. */
  setHandled(actor: Actor, id: string, handled: boolean): Promise<VoicemailMessage>;
}

const message = voicemail;
type MessageRow = typeof message.$inferSelect;

/** `changed`: another one is dealt with, or open again. */
export function createVoicemail(database: Database, clock: Clock, changed: () => void = () => {}): Voicemail {
  const inScope = (scope: Scope): SQL | undefined => (scope.all ? undefined : inArray(message.queueId, [...scope.queueIds]));

  function filtersOf(query: VoicemailQuery): SQL | undefined {
    return and(
      query.number ? hasNumberKey(message.numberKey, query.number) : undefined,
      query.queueId ? eq(message.queueId, query.queueId) : undefined,
      query.handled ? (query.handled === 'yes' ? isNotNull : isNull)(message.handledAt) : undefined,
      query.from ? gte(message.startedAt, new Date(query.from)) : undefined,
      query.to ? lte(message.startedAt, new Date(query.to)) : undefined,
    );
  }

  async function present(db: TenantDb, rows: MessageRow[]): Promise<VoicemailMessage[]> {
    const ids = [...new Set(rows.flatMap(({ handledBy }) => handledBy ?? []))];
    const people = ids.length > 0 ? await db.select().from(account).where(inArray(account.id, ids)) : [];
    const names = new Map(people.map(({ id, displayName }) => [id, displayName]));
    return rows.map(({ tenantId: _tenantId, path: _path, name: _name, engine: _engine, handledBy, startedAt, handledAt, ...row }) => ({
      ...row,
      startedAt: startedAt.toISOString(),
      handledAt: handledAt?.toISOString() ?? null,
      handledByName: names.get(handledBy ?? '') ?? null,
    }));
  }

  async function visible(db: TenantDb, scope: Scope, id: string): Promise<MessageRow> {
    const [row] = await db
      .select()
      .from(message)
      .where(and(eq(message.id, id), inScope(scope)));
    return row ?? fail('request.notFound');
  }

  return {
    async list(actor, query) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const page = await listPage<MessageRow, MessageRow>(db, query, {
          from: message,
          where: and(inScope(scope), filtersOf(query)),
          sortable: {
            startedAt: message.startedAt,
            customerNumber: message.customerNumber,
            customerName: message.customerName,
            queueName: message.queueName,
            durationS: message.durationS,
            state: message.state,
            handledAt: message.handledAt,
          },
          searched: [message.customerNumber, sql`coalesce(${message.customerName}, '')`, message.queueName, message.queueNumber],
          searchedNumbers: [message.numberKey],
          defaultSort: 'startedAt',
          tieBreak: message.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      });
    },

    async unhandled(actor) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const [counted] = await db
          .select({ count: count() })
          .from(message)
          .where(and(inScope(scope), eq(message.state, 'ready'), isNull(message.handledAt)));
        return { count: counted?.count ?? 0 };
      });
    },

    async open(actor, id, purpose) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const found = await visible(db, scope, id);
        if (!found.path) return fail('voicemail.missing');
        await audit(db, actor, `voicemail.${purpose}`, id, { callId: found.callId });
        const at = found.startedAt.toISOString().slice(0, 19).replace(/[:T]/g, '-');
        return { path: found.path, fileName: `${at}-${found.customerNumber.replace(/[^0-9+]/g, '')}-${found.queueNumber}.wav` };
      });
    },

    async setHandled(actor, id, handled) {
      const scope = await scopeOf(database, actor);
      const after = await database.tenant(actor.tenantId, async (db) => {
        const before = await visible(db, scope, id);
        // Who was first stays.
        const isSame = (before.handledAt !== null) === handled;
        const values = handled ? { handledAt: new Date(clock.now()), handledBy: actor.accountId } : { handledAt: null, handledBy: null };
        const rows = isSame ? [before] : await db.update(message).set(values).where(eq(message.id, id)).returning();
        if (!isSame) await audit(db, actor, handled ? 'voicemail.handled' : 'voicemail.reopened', id, { callId: before.callId });
        const [presented] = await present(db, rows);
        return presented ?? fail('request.notFound');
      });
      changed();
      return after;
    },
  };
}
