import { type BlacklistEntry, type BlacklistInput, numberKey, type Page, type PageQuery } from '@zuoxi/contract';
import type { Clock, Ids } from '@zuoxi/kit';
import { eq, inArray, sql } from 'drizzle-orm';
import { type Database, isUniqueViolation, type TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { account } from '../accounts/tables.ts';
import { audit } from '../audit/index.ts';
import type { BlacklistedNumbers } from './blacklisted-numbers.ts';
import { blacklist } from './tables.ts';

type Row = typeof blacklist.$inferSelect;

/** Numbers that nobody dials: the list of one call centre, and what call control knows of it. */
export class Blacklist {
  readonly #database: Database;
  readonly #numbers: BlacklistedNumbers;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor({ database, numbers, clock, ids }: { database: Database; numbers: BlacklistedNumbers; clock: Clock; ids: Ids }) {
    this.#database = database;
    this.#numbers = numbers;
    this.#clock = clock;
    this.#ids = ids;
  }

  list(actor: Actor, query: PageQuery): Promise<Page<BlacklistEntry>> {
    return this.#database.tenant(actor.tenantId, async (db) => {
      const updatedByName = sql`(select a.display_name from account a where a.id = ${blacklist.updatedBy})`;
      const page = await listPage<Row, Row>(db, query, {
        from: blacklist,
        sortable: { number: blacklist.number, note: blacklist.note, updatedByName, updatedAt: blacklist.updatedAt },
        searched: [blacklist.number, blacklist.note, sql`coalesce(${updatedByName}, '')`],
        searchedNumbers: [blacklist.number],
        defaultSort: 'updatedAt',
        tieBreak: blacklist.id,
        present: (row) => row,
      });
      return { ...page, rows: await present(db, page.rows) };
    });
  }

  async create(actor: Actor, input: BlacklistInput): Promise<BlacklistEntry> {
    const number = numberKey(input.number);
    const { tenantId, accountId: updatedBy } = actor;
    const entry = await this.#change(actor, number, async (db) => {
      const id = this.#ids.uuid();
      const rows = await db.insert(blacklist).values({ id, tenantId, number, note: input.note, updatedBy }).returning();
      await audit(db, actor, 'blacklist.create', id, { number, note: input.note }, { before: null, after: rows[0] });
      return saved(db, rows);
    });
    this.#numbers.add(tenantId, number);
    return entry;
  }

  async update(actor: Actor, id: string, input: BlacklistInput): Promise<BlacklistEntry> {
    const number = numberKey(input.number);
    const { before, entry } = await this.#change(actor, number, async (db) => {
      const [old] = await db.select().from(blacklist).where(eq(blacklist.id, id)).for('update');
      if (!old) return fail('request.notFound');
      const values = { number, note: input.note, updatedBy: actor.accountId, updatedAt: new Date(this.#clock.now()) };
      const rows = await db.update(blacklist).set(values).where(eq(blacklist.id, id)).returning();
      await audit(db, actor, 'blacklist.update', id, { number, note: input.note }, { before: old, after: rows[0] });
      return { before: old.number, entry: await saved(db, rows) };
    });
    this.#numbers.remove(actor.tenantId, before);
    this.#numbers.add(actor.tenantId, number);
    return entry;
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const number = await this.#change(actor, '', async (db) => {
      const [row] = await db.delete(blacklist).where(eq(blacklist.id, id)).returning();
      if (!row) return fail('request.notFound');
      await audit(db, actor, 'blacklist.remove', id, { number: row.number }, { before: row, after: null });
      return row.number;
    });
    this.#numbers.remove(actor.tenantId, number);
  }

  /** In a transaction of the actor's call centre. */
  #change<T>(actor: Actor, number: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    return this.#database.tenant(actor.tenantId, work).catch((error: unknown) => {
      if (isUniqueViolation(error, 'blacklist_tenantId_number')) return fail('blacklist.numberTaken', { number });
      throw error;
    });
  }
}

async function present(db: TenantDb, rows: Row[]): Promise<BlacklistEntry[]> {
  const ids = rows.flatMap(({ updatedBy }) => (updatedBy === null ? [] : [updatedBy]));
  const accounts = ids.length > 0 ? await db.select().from(account).where(inArray(account.id, ids)) : [];
  const names = new Map(accounts.map(({ id, displayName }) => [id, displayName]));
  return rows.map(({ id, number, note, updatedBy, createdAt, updatedAt }) => ({
    id,
    number,
    note,
    updatedByName: names.get(updatedBy ?? '') ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }));
}

async function saved(db: TenantDb, rows: Row[]): Promise<BlacklistEntry> {
  const [entry] = await present(db, rows);
  return entry ?? fail('request.notFound');
}
