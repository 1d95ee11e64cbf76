import type { CallQuery, Page, Recording } from '@zuoxi/contract';
import { and, eq, sql } from 'drizzle-orm';
import { type Database, listPage, type TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { scopeOf } from '../agents/index.ts';
import { audit } from '../audit/index.ts';
import { filtersOf, inScope } from '../calls/index.ts';
import { conferenceSession } from '../conferences/tables.ts';
import { recording, recordingRow } from './tables.ts';

export interface Recordings {
  list(actor: Actor, query: CallQuery): Promise<Page<Recording>>;
  /** Path of the sound below the recordings folder, when the actor may hear it; the access is audited. */
  open(actor: Actor, id: string, purpose: 'play' | 'download'): Promise<{ path: string; fileName: string }>;
}

const row = recordingRow;
type RecordingRow = typeof row.$inferSelect;

function present({ tenantId: _tenantId, path: _path, answer: _answer, startedAt, ...rest }: RecordingRow): Recording {
  return { ...rest, startedAt: startedAt.toISOString() };
}

export function createRecordings(database: Database): Recordings {
  return {
    async list(actor, query) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, (db) =>
        listPage<RecordingRow, Recording>(db, query, {
          from: row,
          where: and(inScope(db, scope, row), filtersOf(query, row)),
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
          },
          searched: [
            row.customerNumber,
            sql`coalesce(${row.customerName}, '')`,
            row.queueName,
            sql`coalesce(${row.agentName}, '')`,
            row.extension,
          ],
          searchedNumbers: [row.numberKey],
          defaultSort: 'startedAt',
          tieBreak: row.id,
          present,
        }),
      );
    },

    async open(actor, id, purpose) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, async (db) => {
        const [ofCall] = await db
          .select()
          .from(row)
          .where(and(eq(row.id, id), inScope(db, scope, row)));
        const found = ofCall ?? (actor.role === 'agent' ? undefined : await ofConference(db, id));
        if (!found) return fail('request.notFound');
        if (!found.path) return fail('recordings.missing');
        await audit(db, actor, `recordings.${purpose}`, id, { callId: found.callId });
        const at = found.startedAt.toISOString().slice(0, 19).replace(/[:T]/g, '-');
        return { path: found.path, fileName: `${at}-${found.customerNumber.replace(/[^0-9+]/g, '')}-${found.extension}.wav` };
      });
    },
  };
}

/** A conference has no call record; whoever may hold conferences may hear them. */
async function ofConference(db: TenantDb, id: string) {
  const [found] = await db
    .select({ callId: recording.callId, path: recording.path, startedAt: recording.startedAt })
    .from(recording)
    .innerJoin(conferenceSession, eq(conferenceSession.id, recording.callId))
    .where(eq(recording.id, id));
  return found && { ...found, customerNumber: '', extension: 'conference' };
}
