import type { Flow, FlowFile, FlowImported, FlowInput, FlowUpdate, FlowVersion, Page, PageQuery, PublishFlow } from '@zuoxi/contract';
import type { Clock, Ids } from '@zuoxi/kit';
import { and, desc, eq, inArray, max } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Changed, changeWith } from '../../platform/change.ts';
import { fail } from '../../platform/errors.ts';
import { listPage } from '../../platform/lists/index.ts';
import { account } from '../accounts/tables.ts';
import { audit } from '../audit/index.ts';
import { refuseInUse, usesOfAll } from '../pbx/index.ts';
import { freeName, fromFile, toFile } from './file.ts';
import { knownIn, namesIn } from './known.ts';
import { flowProblems, type Known } from './problems.ts';
import { fixedSpeech } from './speech.ts';
import { flow as flowTable, flowVersion } from './tables.ts';

/** IVRs of one call centre: drafts that are drawn, versions that callers hear. */
export interface Flows {
  list(actor: Actor, query: PageQuery): Promise<Page<Flow>>;
  find(actor: Actor, id: string): Promise<Flow>;
  create(actor: Actor, input: FlowInput): Promise<Flow>;
  /** Throws `flows.changedMeanwhile` when the draft is not the one that was read. */
  update(actor: Actor, id: string, input: FlowUpdate): Promise<Flow>;
  remove(actor: Actor, id: string): Promise<void>;
  /** Throws `flows.hasProblems`; a warning is none. Texts without variables are spoken now. */
  publish(actor: Actor, id: string, input: PublishFlow): Promise<Flow>;
  versions(actor: Actor, id: string): Promise<FlowVersion[]>;
  /** Publishes what an old version was as a new one. The draft stays. */
  rollback(actor: Actor, id: string, version: number): Promise<Flow>;
  exportFile(actor: Actor, id: string): Promise<FlowFile>;
  importFile(actor: Actor, file: FlowFile): Promise<FlowImported>;
}

export interface FlowsOptions {
  database: Database;
  clock: Clock;
  ids: Ids;
  /** A text into a sound, which is kept. */
  speak(text: string, language: 'zh' | 'en'): Promise<unknown>;
  changed: Changed;
}

type FlowRow = typeof flowTable.$inferSelect;

/** A page of the list of versions; older ones are history that nobody rolls back to. */
const MOST_VERSIONS = 200;

/** A draft is nothing that engines or call control have to know. */
const nobodyElse: Changed = async (save) => save?.run(async () => {});

export function createFlows({ database, clock, ids, speak, changed }: FlowsOptions): Flows {
  const unique = { constraint: 'flow_tenantId_name', taken: (name: string) => fail('flows.nameTaken', { name }) };
  const changeDraft = changeWith(database, nobodyElse, unique);
  const changePublished = changeWith(database, changed, unique);
  const now = () => new Date(clock.now());

  async function publishDefinition(db: TenantDb, actor: Actor, row: FlowRow, definition: FlowRow['draft'], note: string): Promise<number> {
    const flow = flowTable;
    const [newest] = await db
      .select({ version: max(flowVersion.version) })
      .from(flowVersion)
      .where(eq(flowVersion.flowId, row.id));
    const version = (newest?.version ?? 0) + 1;
    const { tenantId, accountId: publishedBy } = actor;
    await db.insert(flowVersion).values({ flowId: row.id, version, tenantId, definition, note, publishedBy, publishedAt: now() });
    await db.update(flow).set({ publishedVersion: version }).where(eq(flow.id, row.id));
    return version;
  }

  async function checked(db: TenantDb, flowId: string, definition: FlowRow['draft']): Promise<void> {
    const errors = flowProblems(definition, { ...(await knownIn(db)), flowId }).filter((problem) => !problem.warning);
    if (errors.length > 0) fail('flows.hasProblems', { count: errors.length });
  }

  /** Before the version is there: the first caller does not wait for it, and who publishes hears when nothing can speak. */
  async function speakAll(definition: FlowRow['draft']): Promise<void> {
    for (const { text, language } of fixedSpeech(definition)) await speak(text, language);
  }

  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const flow = flowTable;
        const page = await listPage<FlowRow, FlowRow>(db, query, {
          from: flow,
          sortable: { name: flow.name, createdAt: flow.createdAt, updatedAt: flow.updatedAt },
          searched: [flow.name, flow.description],
          defaultSort: 'name',
          tieBreak: flow.id,
          present: (row) => row,
        });
        return { ...page, rows: await present(db, page.rows) };
      }),

    find: (actor, id) => database.tenant(actor.tenantId, (db) => one(db, id)),

    create: (actor, input) =>
      changeDraft(actor, input.name, async (db) => {
        const id = ids.uuid();
        await db.insert(flowTable).values({ id, tenantId: actor.tenantId, ...input, createdAt: now(), updatedAt: now() });
        await audit(db, actor, 'flows.create', id, { name: input.name });
        return one(db, id);
      }),

    update: (actor, id, { updatedAt, ...input }) =>
      changeDraft(actor, input.name, async (db) => {
        const row = await locked(db, id);
        if (row.updatedAt.getTime() !== Date.parse(updatedAt)) fail('flows.changedMeanwhile');
        // Two saves in one millisecond must not look like one.
        const next = new Date(Math.max(clock.now(), row.updatedAt.getTime() + 1));
        await db
          .update(flowTable)
          .set({ ...input, updatedAt: next })
          .where(eq(flowTable.id, id));
        await audit(
          db,
          actor,
          'flows.update',
          id,
          { name: input.name, nodes: input.draft.nodes.length },
          { before: row, after: { ...row, ...input } },
        );
        return one(db, id);
      }),

    remove: (actor, id) =>
      changePublished(actor, undefined, async (db) => {
        const row = await locked(db, id);
        await refuseInUse(db, id);
        await db.delete(flowTable).where(eq(flowTable.id, id));
        await audit(db, actor, 'flows.remove', id, { name: row.name }, { before: row, after: null });
      }),

    async publish(actor, id, { note, updatedAt }) {
      const draft = await database.tenant(actor.tenantId, async (db) => {
        const row = await locked(db, id);
        await checked(db, id, row.draft);
        return row;
      });
      await speakAll(draft.draft);
      return changePublished(actor, undefined, async (db) => {
        const row = await locked(db, id);
        const seen = updatedAt === undefined ? draft.updatedAt.getTime() : Date.parse(updatedAt);
        if (row.updatedAt.getTime() !== seen) fail('flows.changedMeanwhile');
        await checked(db, id, row.draft);
        const version = await publishDefinition(db, actor, row, row.draft, note);
        await audit(db, actor, 'flows.publish', id, { name: row.name, version, note });
        return one(db, id);
      });
    },

    versions: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        await one(db, id);
        const rows = await db
          .select({ version: flowVersion, publishedByName: account.displayName })
          .from(flowVersion)
          .leftJoin(account, eq(account.id, flowVersion.publishedBy))
          .where(eq(flowVersion.flowId, id))
          .orderBy(desc(flowVersion.version))
          .limit(MOST_VERSIONS);
        return rows.map(({ version: { version, note, publishedAt, definition }, publishedByName }) => ({
          version,
          note,
          publishedAt: publishedAt.toISOString(),
          publishedByName,
          definition,
        }));
      }),

    rollback: (actor, id, version) =>
      changePublished(actor, undefined, async (db) => {
        const row = await locked(db, id);
        const [old] = await db
          .select()
          .from(flowVersion)
          .where(and(eq(flowVersion.flowId, id), eq(flowVersion.version, version)));
        if (!old) return fail('request.notFound');
        // What it refers to may have been deleted since.
        await checked(db, id, old.definition);
        const next = await publishDefinition(db, actor, row, old.definition, old.note);
        await audit(db, actor, 'flows.rollback', id, { name: row.name, from: version, version: next });
        return one(db, id);
      }),

    exportFile: (actor, id) =>
      database.tenant(actor.tenantId, async (db) => {
        const { name, description, draft } = await one(db, id);
        await audit(db, actor, 'flows.export', id, { name });
        return toFile({ name, description, definition: draft }, await namesIn(db));
      }),

    async importFile(actor, file) {
      let missing: FlowImported['missing'] = [];
      const flow = await changeDraft(actor, file.name, async (db) => {
        const id = ids.uuid();
        const names = await namesIn(db);
        const found = fromFile(file, names);
        missing = found.missing;
        const name = freeName(file.name, new Set(names.flow.values()));
        const { tenantId } = actor;
        const { description } = file;
        await db.insert(flowTable).values({ id, tenantId, name, description, draft: found.definition, createdAt: now(), updatedAt: now() });
        await audit(db, actor, 'flows.import', id, { name, missing: missing.length });
        return one(db, id);
      });
      return { flow, missing };
    },
  };
}

/** The row, and nobody else changes it meanwhile. */
async function locked(db: TenantDb, id: string): Promise<FlowRow> {
  const [row] = await db.select().from(flowTable).where(eq(flowTable.id, id)).for('update');
  return row ?? fail('request.notFound');
}

async function one(db: TenantDb, id: string): Promise<Flow> {
  const [flow] = await present(db, await db.select().from(flowTable).where(eq(flowTable.id, id)));
  return flow ?? fail('request.notFound');
}

async function present(db: TenantDb, rows: readonly FlowRow[]): Promise<Flow[]> {
  if (rows.length === 0) return [];
  const known: Known = await knownIn(db);
  const flow = flowTable;
  const published = await db
    .select({ flowId: flow.id, definition: flowVersion.definition })
    .from(flow)
    .innerJoin(flowVersion, and(eq(flowVersion.flowId, flow.id), eq(flowVersion.version, flow.publishedVersion)))
    .where(
      inArray(
        flow.id,
        rows.map((row) => row.id),
      ),
    );
  const definitionOf = new Map(published.map((row) => [row.flowId, row.definition]));
  const uses = await usesOfAll(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ tenantId: _tenantId, createdAt, updatedAt, ...row }) => ({
    ...row,
    // Both come from jsonb, which orders the keys.
    changed: JSON.stringify(row.draft) !== JSON.stringify(definitionOf.get(row.id)),
    problems: flowProblems(row.draft, { ...known, flowId: row.id }),
    usedBy: uses.get(row.id) ?? [],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }));
}
