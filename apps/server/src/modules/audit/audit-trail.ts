import { type AuditEntry, type AuditQuery, auditActionLabels, auditList, type Page } from '@zuoxi/contract';
import { and, eq, gte, inArray, like, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database, TenantDb } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { likeLiteral, listPage } from '../../platform/lists/index.ts';
import { auditEntry } from './tables.ts';

type Row = typeof auditEntry.$inferSelect;
const entry = auditEntry;

const accountName = sql`coalesce((select r.name from roster r where r.id = ${entry.accountId}), '')`;
const nameThen = sql`coalesce(${entry.detail}->>'name', ${entry.detail}->>'agent', ${entry.detail}->>'number', ${entry.detail}->>'calledNumber', '')`;

/** Who changed what in the administration, for administrators (LOG-1). */
export class AuditTrail {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  list(actor: Actor, query: AuditQuery): Promise<Page<AuditEntry>> {
    const { search, ...asked } = query;
    return this.#database.tenant(actor.tenantId, async (db) => {
      const page = await listPage<Row, Row>(db, asked, {
        from: entry,
        where: and(
          query.accountId ? eq(entry.accountId, query.accountId) : undefined,
          query.word ? like(entry.action, `${query.word}.%`) : undefined,
          query.from ? gte(entry.at, new Date(query.from)) : undefined,
          query.to ? lte(entry.at, new Date(query.to)) : undefined,
          search ? found(search) : undefined,
        ),
        sortable: { at: entry.at, action: entry.action },
        searched: [],
        defaultSort: auditList.sort.by,
        tieBreak: entry.id,
        present: (row) => row,
      });
      const names = await namesOf(db, [...new Set(page.rows.flatMap(idsIn))]);
      return { ...page, rows: page.rows.map((row) => present(row, names)) };
    });
  }
}

/** In the names, and in what actions are called in either language. */
function found(search: string): SQL | undefined {
  const within = (text: string) => text.toLowerCase().includes(search.toLowerCase());
  const actions = Object.entries(auditActionLabels).flatMap(([action, { zh, en }]) => (within(zh) || within(en) ? [action] : []));
  const literal = likeLiteral(search);
  return or(
    inArray(entry.action, actions),
    ...[accountName, nameThen].map((text) => sql`${text} ilike ${literal}`),
    sql`${entry.detail}->'extension'->>'number' ilike ${literal}`,
  );
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function idsIn({ accountId, targetId, detail, changes }: Row): string[] {
  return JSON.stringify([accountId, targetId, detail, changes]).match(UUID) ?? [];
}

/** Rows that others refer to, and what each is called. Of accounts and queues the roster knows those that are gone, too. */
const NAMED = {
  roster: 'name',
  trunk: 'name',
  prompt: 'name',
  skill: 'name',
  opening_hours: 'name',
  holiday: 'name',
  flow: 'name',
  customer: 'name',
  crm_field: 'name',
  conference: 'name',
  dial_rule: 'name',
  inbound_route: 'called_number',
  blacklist: 'number',
  callback_plan: 'number',
  callback: 'customer_number',
  voicemail: 'customer_number',
  recording: 'customer_number',
} as const;

async function namesOf(db: TenantDb, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const parts = Object.entries(NAMED).map(
    ([table, column]) =>
      sql`select id, ${sql.identifier(column)} as name from ${sql.identifier(table)} where id = any(${sql.param(ids)}::uuid[])`,
  );
  const { rows } = await db.execute<{ id: string; name: string }>(sql.join(parts, sql` union all `));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const textIn = (detail: Record<string, unknown>, ...names: string[]): string | undefined =>
  names.map((name) => detail[name]).find((value): value is string => typeof value === 'string' && value !== '');

function present(row: Row, names: ReadonlyMap<string, string>): AuditEntry {
  const { id, accountId, action, targetId, detail, changes } = row;
  return {
    ...{ id, accountId, action, targetId, detail, changes },
    at: row.at.toISOString(),
    accountName: names.get(accountId ?? '') ?? '',
    targetName: textIn(detail, 'name', 'agent') ?? names.get(targetId ?? '') ?? textIn(detail, 'number', 'calledNumber', 'account') ?? '',
    names: Object.fromEntries(
      [...new Set(idsIn(row))].flatMap((one) => {
        const name = names.get(one);
        return name ? [[one, name]] : [];
      }),
    ),
  };
}
