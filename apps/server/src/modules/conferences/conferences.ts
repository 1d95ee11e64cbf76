import type { Conference, ConferenceHeld, ConferenceInput, Page, PageQuery } from '@zuoxi/contract';
import type { Clock, Ids } from '@zuoxi/kit';
import { asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { type Database, isUniqueViolation, type TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { account, extension } from '../accounts/tables.ts';
import { audit } from '../audit/index.ts';
import { recording } from '../recordings/tables.ts';
import type { ConferenceSessions } from './sessions.ts';
import { conference, conferenceMember, conferenceSession } from './tables.ts';

/** Conferences as they are set up (CONF-1). */
export interface Conferences {
  list(actor: Actor, query: PageQuery): Promise<Page<Conference>>;
  find(actor: Actor, id: string): Promise<Conference>;
  /** The times it was held. */
  held(actor: Actor, id: string): Promise<ConferenceHeld[]>;
  create(actor: Actor, input: ConferenceInput): Promise<Conference>;
  update(actor: Actor, id: string, input: ConferenceInput): Promise<Conference>;
  remove(actor: Actor, id: string): Promise<void>;
}

type Row = typeof conference.$inferSelect;

/** What somebody sets. */
const configured = ({ name, description, recorded, memberIds }: Conference) => ({ name, description, recorded, memberIds });

interface ConferencesDeps {
  database: Database;
  sessions: ConferenceSessions;
  clock: Clock;
  ids: Ids;
}

export function createConferences({ database, sessions, clock, ids }: ConferencesDeps): Conferences {
  async function present(db: TenantDb, rows: readonly Row[]): Promise<Conference[]> {
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return [];
    const members = await db
      .select({
        conferenceId: conferenceMember.conferenceId,
        accountId: account.id,
        displayName: account.displayName,
        extension: extension.number,
      })
      .from(conferenceMember)
      .innerJoin(account, eq(account.id, conferenceMember.accountId))
      .innerJoin(extension, eq(extension.accountId, conferenceMember.accountId))
      .where(inArray(conferenceMember.conferenceId, ids))
      .orderBy(asc(conferenceMember.position), asc(extension.number));
    const membersOf = Map.groupBy(members, (member) => member.conferenceId);
    const creators = rows.flatMap(({ createdBy }) => (createdBy === null ? [] : [createdBy]));
    const accounts = creators.length > 0 ? await db.select().from(account).where(inArray(account.id, creators)) : [];
    const names = new Map(accounts.map(({ id, displayName }) => [id, displayName]));
    return rows.map(({ id, tenantId, name, description, recorded, createdBy, createdAt }) => {
      const own = (membersOf.get(id) ?? []).map(({ conferenceId: _conferenceId, ...member }) => member);
      return {
        id,
        name,
        description,
        recorded,
        memberIds: own.map(({ accountId }) => accountId),
        members: own,
        createdByName: names.get(createdBy ?? '') ?? null,
        createdAt: createdAt.toISOString(),
        session: sessions.find(tenantId, id),
      };
    });
  }

  async function one(db: TenantDb, id: string): Promise<Conference> {
    const [found] = await present(db, await db.select().from(conference).where(eq(conference.id, id)));
    return found ?? fail('request.notFound');
  }

  async function saveMembers(db: TenantDb, { tenantId }: Actor, conferenceId: string, memberIds: readonly string[]): Promise<void> {
    const ids = [...new Set(memberIds)];
    const known = ids.length > 0 ? await db.select().from(extension).where(inArray(extension.accountId, ids)) : [];
    if (known.length < ids.length) fail('request.notFound');
    await db.delete(conferenceMember).where(eq(conferenceMember.conferenceId, conferenceId));
    if (ids.length === 0) return;
    await db.insert(conferenceMember).values(ids.map((accountId, position) => ({ tenantId, conferenceId, accountId, position })));
  }

  async function change<T>(actor: Actor, name: string, work: (db: TenantDb) => Promise<T>): Promise<T> {
    return database.tenant(actor.tenantId, work).catch((error: unknown) => {
      if (isUniqueViolation(error, 'conference_tenantId_name')) return fail('conferences.nameTaken', { name });
      throw error;
    });
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const page = await listPage<Row, Row>(db, query, {
          from: conference,
          sortable: { name: conference.name, createdAt: conference.createdAt },
          searched: [conference.name, conference.description, memberNames()],
          defaultSort: 'createdAt',
          tieBreak: conference.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      }),

    find: (actor, id) => database.tenant(actor.tenantId, (db) => one(db, id)),

    held: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        await one(db, id);
        return timesHeld(db, id);
      }),

    create: (actor, { memberIds, ...columns }) =>
      change(actor, columns.name, async (db) => {
        const id = ids.uuid();
        await db.insert(conference).values({ id, tenantId: actor.tenantId, createdBy: actor.accountId, ...columns });
        await saveMembers(db, actor, id, memberIds);
        const after = await one(db, id);
        await audit(db, actor, 'conferences.create', id, { ...columns, memberIds }, { before: null, after: configured(after) });
        return after;
      }),

    update: (actor, id, { memberIds, ...columns }) =>
      change(actor, columns.name, async (db) => {
        const values = { ...columns, updatedAt: new Date(clock.now()) };
        const before = await one(db, id);
        const updated = await db.update(conference).set(values).where(eq(conference.id, id)).returning({ id: conference.id });
        if (updated.length === 0) fail('request.notFound');
        await saveMembers(db, actor, id, memberIds);
        const after = await one(db, id);
        await audit(
          db,
          actor,
          'conferences.update',
          id,
          { ...columns, memberIds },
          { before: configured(before), after: configured(after) },
        );
        return after;
      }),

    remove: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        const before = await one(db, id);
        const { name, session } = before;
        if (session) fail('conferences.beingHeld');
        await db.delete(conference).where(eq(conference.id, id));
        await audit(db, actor, 'conferences.remove', id, { name }, { before: configured(before), after: null });
      }),
  };
}

const TIMES_SHOWN = 20;

async function timesHeld(db: TenantDb, conferenceId: string): Promise<ConferenceHeld[]> {
  const held = conferenceSession;
  const rows = await db
    .select({ held, startedByName: account.displayName })
    .from(held)
    .leftJoin(account, eq(account.id, held.startedBy))
    .where(eq(held.conferenceId, conferenceId))
    .orderBy(desc(held.startedAt))
    .limit(TIMES_SHOWN);
  const ids = rows.map((row) => row.held.id);
  const sounds =
    ids.length > 0 ? await db.select().from(recording).where(inArray(recording.callId, ids)).orderBy(asc(recording.startedAt)) : [];
  const soundsOf = Map.groupBy(sounds, (sound) => sound.callId);
  return rows.map(({ held: { id: sessionId, startedAt, endedAt, parties }, startedByName }) => ({
    sessionId,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    startedByName,
    parties,
    recordings: (soundsOf.get(sessionId) ?? []).map(({ id, startedAt: at, durationS, path }) => ({
      id,
      startedAt: at.toISOString(),
      durationS,
      ready: path !== null,
    })),
  }));
}

/** Who takes part can be searched for. */
const memberNames = () => sql`coalesce((
  select string_agg(a.display_name, ' ') from conference_member m join account a on a.id = m.account_id
  where m.conference_id = ${conference.id}
), '')`;
