import {
  DissatisfactionReason,
  type Page,
  SatisfactionLevel,
  type SatisfactionQuery,
  type SatisfactionResult,
  type SatisfactionSummary,
} from '@zuoxi/contract';
import { and, count, eq, gte, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { foundBy, hasNumberKey, listPage } from '../../platform/lists/index.ts';
import { isTheirs, scopeOf } from '../agents/index.ts';
import { satisfaction } from './tables.ts';

/** What customers said after their calls (SAT-1): who was asked, and what he answered. */
export interface Satisfaction {
  list(actor: Actor, query: SatisfactionQuery): Promise<Page<SatisfactionResult>>;
  /** Over all that the filters and the search leave, whatever the page. */
  summary(actor: Actor, query: SatisfactionQuery): Promise<SatisfactionSummary>;
}

const result = satisfaction;
type ResultRow = typeof result.$inferSelect;

const searched = [
  result.customerNumber,
  sql`coalesce(${result.customerName}, '')`,
  result.queueName,
  sql`coalesce(${result.agentName}, '')`,
] as const;

function filtersOf(query: SatisfactionQuery): SQL | undefined {
  return and(
    query.number ? hasNumberKey(result.numberKey, query.number) : undefined,
    query.queueId ? eq(result.queueId, query.queueId) : undefined,
    query.agentId ? eq(result.agentId, query.agentId) : undefined,
    query.level === 'none' ? isNull(result.level) : query.level ? eq(result.level, query.level) : undefined,
    query.reason ? eq(result.reason, query.reason) : undefined,
    query.from ? gte(result.at, new Date(query.from)) : undefined,
    query.to ? lte(result.at, new Date(query.to)) : undefined,
  );
}

const present = ({ tenantId: _tenantId, at, ...row }: ResultRow): SatisfactionResult => ({ ...row, at: at.toISOString() });
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export function createSatisfaction(database: Database): Satisfaction {
  return {
    async list(actor, query) {
      const scope = await scopeOf(database, actor);
      return database.tenant(actor.tenantId, (db) =>
        listPage<ResultRow, SatisfactionResult>(db, query, {
          from: result,
          where: and(isTheirs(scope, actor, result), filtersOf(query)),
          sortable: {
            at: result.at,
            customerNumber: result.customerNumber,
            customerName: result.customerName,
            queueName: result.queueName,
            agentName: result.agentName,
            level: result.level,
            reason: result.reason,
            byAgent: result.byAgent,
          },
          searched,
          searchedNumbers: [result.numberKey],
          defaultSort: 'at',
          tieBreak: result.id,
          present,
        }),
      );
    },

    async summary(actor, query) {
      const scope = await scopeOf(database, actor);
      const found = foundBy(query.search, { searched, searchedNumbers: [result.numberKey] });
      const groups = await database.tenant(actor.tenantId, (db) =>
        db
          .select({ level: result.level, reason: result.reason, count: count() })
          .from(result)
          .where(and(isTheirs(scope, actor, result), filtersOf(query), found))
          .groupBy(result.level, result.reason),
      );
      const sum = (fits: (group: (typeof groups)[number]) => boolean) =>
        groups.filter(fits).reduce((total, group) => total + group.count, 0);
      const asked = sum(() => true);
      const answered = sum(({ level }) => level !== null);
      const dissatisfied = sum(({ level }) => level === 'dissatisfied');
      return {
        asked,
        answered,
        responseRate: share(answered, asked),
        levels: SatisfactionLevel.options.map((level) => {
          const of = sum((group) => group.level === level);
          return { level, count: of, share: share(of, answered) };
        }),
        reasons: DissatisfactionReason.options.map((reason) => {
          const of = sum((group) => group.reason === reason);
          return { reason, count: of, share: share(of, dissatisfied) };
        }),
      };
    },
  };
}
