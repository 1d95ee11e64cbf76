import { type ColumnsOf, type Page, type Recording, type RecordingQuery, recordingsList } from '@zuoxi/contract';
import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { type LargeTable, largePage, type Sortable } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { callFilters } from '../calls/index.ts';
import { isVisible, resolveVisibility, visibleRows } from '../visibility/index.ts';
import { recording } from './tables.ts';

export interface Recordings {
  list(actor: Actor, query: RecordingQuery): Promise<Page<Recording>>;
  /** Path of the sound below the recordings folder, when the actor may hear it; the access is audited. */
  open(actor: Actor, id: string, purpose: 'play' | 'download'): Promise<{ path: string; fileName: string }>;
}

const row = recording;
type RecordingRow = typeof row.$inferSelect;

function present(found: RecordingRow): Recording {
  const { id, callId, customerNumber, queueId, queueName, agentId, extension, type, durationS, bytes, gapS, state } = found;
  return {
    ...{ id, callId, customerNumber, queueId, queueName, agentId, extension, type, durationS, bytes, gapS, state },
    customerName: found.customerName || null,
    agentName: found.agentName || null,
    startedAt: found.startedAt.toISOString(),
  };
}

/** As a list of a million rows. */
export const recordingTable: LargeTable = {
  table: row,
  id: row.id,
  at: row.startedAt,
  tokens: row.tokens,
  searchText: row.searchText,
  covered: [row.scopeNo, row.queueNo, row.agentNo, row.kind, row.wholeS, row.state],
  sortable: {
    startedAt: row.startedAt,
    type: row.type,
    customerNumber: row.customerNumber,
    customerName: row.customerName,
    queueName: row.queueName,
    agentName: row.agentName,
    extension: row.extension,
    durationS: row.durationS,
    bytes: row.bytes,
    state: row.state,
  } satisfies Record<ColumnsOf<typeof recordingsList>, Sortable>,
  defaultSort: recordingsList.sort.by,
};

export function createRecordings(database: Database): Recordings {
  return {
    list: (actor, query) =>
      database.tenant(actor.tenantId, async (db) => {
        const filtered = await callFilters(db, query, row);
        const page = await largePage<RecordingRow>(db, recordingTable, {
          query,
          tenantId: actor.tenantId,
          visible: visibleRows(await resolveVisibility(db, actor), row),
          filtered: query.state ? { ...filtered, covered: [...filtered.covered, eq(row.state, query.state)] } : filtered,
          rowsOf: (ids) => db.select().from(row).where(inArray(row.id, ids)),
        });
        return { ...page, rows: page.rows.map(present) };
      }),

    async open(actor, id, purpose) {
      return database.tenant(actor.tenantId, async (db) => {
        const [found] = await db
          .select()
          .from(row)
          .where(and(eq(row.id, id), await mayHear(db, actor)));
        if (!found) return fail('request.notFound');
        if (!found.path) return fail('recordings.missing');
        await audit(db, actor, `recordings.${purpose}`, id, { callId: found.callId });
        const at = found.startedAt.toISOString().slice(0, 19).replace(/[:T]/g, '-');
        const who = found.type === 'conference' ? '-conference' : `${found.customerNumber.replace(/[^0-9+]/g, '')}-${found.extension}`;
        return { path: found.path, fileName: `${at}-${who}.wav` };
      });
    },
  };
}

/** Their list's; and whoever may hold conferences may hear them. */
async function mayHear(db: TenantDb, actor: Actor): Promise<SQL | undefined> {
  const visible = isVisible(await resolveVisibility(db, actor), row);
  return visible && actor.role !== 'agent' ? or(visible, eq(row.type, 'conference')) : visible;
}
