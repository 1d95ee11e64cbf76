import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  type ColumnsOf,
  MOST_IN_A_ZIP,
  type Page,
  type Recording,
  type RecordingPeaks,
  type RecordingQuery,
  recordingsList,
} from '@zuoxi/contract';
import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import { ZipFile } from 'yazl';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { fail } from '../../platform/errors.ts';
import { type LargeTable, largePage, type Sortable } from '../../platform/lists/index.ts';
import { audit } from '../audit/index.ts';
import { callFilters } from '../calls/index.ts';
import { isVisible, resolveVisibility, visibleRows } from '../visibility/index.ts';
import type { SoundReader } from './sound-reader.ts';
import { recording } from './tables.ts';

export interface Recordings {
  list(actor: Actor, query: RecordingQuery): Promise<Page<Recording>>;
  /** Path of the sound below the recordings folder, when the actor may hear it; the access is audited. */
  open(actor: Actor, id: string, purpose: 'play' | 'download'): Promise<{ path: string; fileName: string }>;
  /** What its waveform is drawn of; no access to what was said, so nothing is audited. */
  peaks(actor: Actor, id: string): Promise<RecordingPeaks>;
  /** Several in one file, each as it is (sound does not get smaller); every one is audited. */
  zip(actor: Actor, ids: readonly string[]): Promise<Zip>;
}

export interface Zip {
  stream: Readable;
  fileName: string;
}

interface RecordingsDeps {
  database: Database;
  sound: Pick<SoundReader, 'read'>;
  /** Where they lie. */
  folder: string;
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

export function createRecordings({ database, sound, folder }: RecordingsDeps): Recordings {
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

    open: (actor, id, purpose) =>
      database.tenant(actor.tenantId, async (db) => {
        const [{ path, row: found }] = await heard(db, actor, [id]);
        await audit(db, actor, `recordings.${purpose}`, id, { callId: found.callId });
        return { path, fileName: `${timeIn(found)}-${whoIn(found)}.wav` };
      }),

    async peaks(actor, id) {
      const [{ path }] = await database.tenant(actor.tenantId, (db) => heard(db, actor, [id]));
      const figures = await sound.read(join(folder, path)).catch(() => undefined);
      return figures ? { durationS: figures.durationS, peaks: figures.peaks } : fail('recordings.missing');
    },

    async zip(actor, ids) {
      if (ids.length > MOST_IN_A_ZIP) fail('recordings.tooMany', { most: MOST_IN_A_ZIP, count: ids.length });
      const found = await database.tenant(actor.tenantId, async (db) => {
        const all = await heard(db, actor, ids);
        for (const { row } of all) await audit(db, actor, 'recordings.download', row.id, { callId: row.callId });
        return all;
      });
      return zipOf(found.map(({ path, row }) => ({ file: join(folder, path), name: nameInZip(row) })));
    },
  };
}

interface Heard {
  path: string;
  row: RecordingRow;
}

/** Those recordings, all of them: one that is not there or may not be heard refuses all. */
async function heard(db: TenantDb, actor: Actor, ids: readonly string[]): Promise<[Heard, ...Heard[]]> {
  const rows = await db
    .select()
    .from(row)
    .where(and(inArray(row.id, [...ids]), await mayHear(db, actor)));
  if (rows.length < ids.length) return fail('request.notFound');
  const byId = new Map(rows.map((found) => [found.id, found]));
  const all = ids.flatMap((id) => {
    const found = byId.get(id);
    return found?.path ? [{ path: found.path, row: found }] : [];
  });
  const [first, ...others] = all;
  return first && all.length === ids.length ? [first, ...others] : fail('recordings.missing');
}

const timeIn = ({ startedAt }: RecordingRow): string => startedAt.toISOString().slice(0, 19).replace(/[:T]/g, '-');
const whoIn = ({ type, customerNumber, extension }: RecordingRow): string =>
  type === 'conference' ? '-conference' : `${customerNumber.replace(/[^0-9+]/g, '')}-${extension}`;

/** Time, queue, customer; without what a file's name may not hold somewhere. */
function nameInZip(found: RecordingRow): string {
  const parts = [timeIn(found), found.queueName, found.customerNumber, found.customerName];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return parts.flatMap((part) => part.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').trim() || []).join(' ');
}

async function zipOf(files: readonly { file: string; name: string }[]): Promise<Zip> {
  // What goes while it is sent ends the download; what is not there now is said.
  await Promise.all(files.map(({ file }) => stat(file))).catch(() => fail('recordings.missing'));
  const zip = new ZipFile();
  const taken = new Map<string, number>();
  for (const { file, name } of files) {
    const nr = (taken.get(name) ?? 0) + 1;
    taken.set(name, nr);
    zip.addFile(file, `${name}${nr > 1 ? ` (${nr})` : ''}.wav`, { compress: false });
  }
  // yazl types its stream by the oldest interface there is; it is a PassThrough.
  const stream = zip.outputStream as Readable;
  zip.on('error', (error: Error) => stream.destroy(error));
  zip.end();
  return { stream, fileName: `recordings-${files.length}.zip` };
}

/** Their list's; and whoever may hold conferences may hear them. */
async function mayHear(db: TenantDb, actor: Actor): Promise<SQL | undefined> {
  const visible = isVisible(await resolveVisibility(db, actor), row);
  return visible && actor.role !== 'agent' ? or(visible, eq(row.type, 'conference')) : visible;
}
