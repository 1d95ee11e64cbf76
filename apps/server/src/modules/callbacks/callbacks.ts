import { callbackPlace, type World } from '@zuoxi/callcontrol';
import type { Callback, CallbackQuery, CallbackState, Page } from '@zuoxi/contract';
import type { Ids, SteadyClock } from '@zuoxi/kit';
import { and, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { appendFacts, type Consumers } from '../../platform/facts/index.ts';
import { hasNumberKey, listPage } from '../../platform/lists/index.ts';
import { type Scope, scopeOf } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Journal } from '../journal/index.ts';
import type { DirectoryStore } from '../pbx/index.ts';
import { callback } from './tables.ts';

/** Callers who have hung up and keep their place (PBX-2b): the live ones, and what became of the others. */
export interface Callbacks {
  list(actor: Actor, query: CallbackQuery): Promise<Page<Callback>>;
  /** Nobody is called any more; a call that is made for it ends. Throws `callbacks.over`. */
  cancel(actor: Actor, id: string): Promise<void>;
}

export interface CallbacksDeps {
  database: Database;
  world: World;
  directory: DirectoryStore;
  engine: Pick<Engine, 'order'>;
  journal: Pick<Journal, 'flushed'>;
  consumers: Pick<Consumers, 'caughtUp'>;
  ids: Ids;
  clock: SteadyClock;
}

type CallbackRow = typeof callback.$inferSelect;

const OPEN: CallbackState[] = ['waiting', 'calling'];

function filtersOf(query: CallbackQuery): SQL | undefined {
  return and(
    query.number ? hasNumberKey(callback.numberKey, query.number) : undefined,
    query.queueId ? eq(callback.queueId, query.queueId) : undefined,
    query.state === 'open' ? inArray(callback.state, OPEN) : query.state ? eq(callback.state, query.state) : undefined,
    query.from ? gte(callback.requestedAt, new Date(query.from)) : undefined,
    query.to ? lte(callback.requestedAt, new Date(query.to)) : undefined,
  );
}

const inScope = (scope: Scope): SQL | undefined => (scope.all ? undefined : inArray(callback.queueId, [...scope.queueIds]));

export function createCallbacks({ database, world, directory, engine, journal, consumers, ids, clock }: CallbacksDeps): Callbacks {
  const present = ({ tenantId: _tenantId, enqueuedAt, requestedAt, nextAttemptAt, expiresAt, endedAt, ...row }: CallbackRow): Callback => {
    const live = world.callbacks.get(row.id);
    return {
      ...row,
      enqueuedAt: (live ? new Date(live.enqueuedAt) : enqueuedAt).toISOString(),
      requestedAt: requestedAt.toISOString(),
      nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
      expiresAt: expiresAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      place: live?.callId === null ? callbackPlace({ world, directory, now: clock.now() }, live) : null,
    };
  };

  return {
    async list(actor, query) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, (db) =>
        listPage<CallbackRow, Callback>(db, query, {
          from: callback,
          where: and(inScope(scope), filtersOf(query)),
          sortable: {
            requestedAt: callback.requestedAt,
            enqueuedAt: callback.enqueuedAt,
            customerNumber: callback.customerNumber,
            customerName: callback.customerName,
            queueName: callback.queueName,
            state: callback.state,
            attempts: callback.attempts,
            nextAttemptAt: callback.nextAttemptAt,
            expiresAt: callback.expiresAt,
          },
          searched: [callback.customerNumber, sql`coalesce(${callback.customerName}, '')`, callback.queueName],
          searchedNumbers: [callback.numberKey],
          defaultSort: 'requestedAt',
          tieBreak: callback.id,
          present,
        }),
      );
    },

    async cancel(actor, id) {
      const scope = await scopeOf(database, actor);
      await database.tenant(actor.tenantId, async (db) => {
        const [row] = await db
          .select()
          .from(callback)
          .where(and(eq(callback.id, id), inScope(scope)));
        if (!row) fail('request.notFound');
        if (!OPEN.includes(row.state)) fail('callbacks.over');
        // One that call control does not know, since it was lost with a process, would stay open for ever.
        if (!world.callbacks.has(id)) {
          const at = clock.now();
          const of = { stream: 'call', at, tenantId: actor.tenantId, callId: row.callId } as const;
          const fact = { ...of, type: 'callbackEnded', callbackId: id, state: 'cancelled' } as const;
          await appendFacts(db, [{ id: ids.uuid(), fact, wallAt: clock.wallTime(at) }]);
        }
        await audit(db, actor, 'callbacks.cancel', id, { queueId: row.queueId, customerNumber: row.customerNumber });
      });
      engine.order({ type: 'cancelCallback', callbackId: id });
      await journal.flushed();
      await consumers.caughtUp('callbacks', actor.tenantId);
    },
  };
}
