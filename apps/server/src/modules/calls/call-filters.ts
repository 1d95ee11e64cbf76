import { CallAnswer, type CallQuery, CallType, DOUT } from '@zuoxi/contract';
import { eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../db/index.ts';
import type { Filtered } from '../../platform/lists/index.ts';
import { numbersOf } from '../visibility/index.ts';

/** Of call records and of recordings. */
type FilterColumns = Record<'queueNo' | 'agentNo' | 'kind' | 'wholeS' | 'startedAt' | 'numberKey' | 'customerName', PgColumn>;

const TYPES: Readonly<Record<CallType, number>> = { inbound: 10, manualOutbound: 20, autoOutbound: 30, internal: 40 };
const ANSWERS: Readonly<Record<CallAnswer, number>> = { answered: 1, noAnswer: 2, busy: 3 };

/** `kind` of the table: type and answer as one number. */
const kindsOf = (type: CallType | undefined, answer: CallAnswer | undefined): number[] =>
  CallType.options
    .filter((one) => type === undefined || one === type)
    .flatMap((one) =>
      CallAnswer.options.filter((other) => answer === undefined || other === answer).map((other) => TYPES[one] + ANSWERS[other]),
    );

/** What a query of calls or recordings asks for, as columns and as marks. */
export async function callFilters(db: TenantDb, query: CallQuery, columns: FilterColumns): Promise<Filtered> {
  const { queue, agentId, type, answer, from, to, minDurationS, maxDurationS, number, customer } = query;
  const numbers = await numbersOf(db, [queue && queue !== DOUT ? queue : null, agentId ?? null]);
  // One that never was has no calls: no row has a negative number.
  const no = (id: string) => numbers.get(id) ?? -1;
  const marks: string[] = [];
  const covered: SQL[] = [];
  if (queue === DOUT) {
    marks.push('dout');
    covered.push(eq(columns.queueNo, 0), inArray(columns.kind, kindsOf('manualOutbound', undefined)));
  } else if (queue !== undefined) {
    marks.push(`queue:${no(queue)}`);
    covered.push(eq(columns.queueNo, no(queue)));
  }
  if (agentId !== undefined) {
    marks.push(`agent:${no(agentId)}`);
    covered.push(eq(columns.agentNo, no(agentId)));
  }
  if (type !== undefined) marks.push(`type:${type}`);
  if (answer !== undefined) marks.push(`answer:${answer}`);
  if (type !== undefined || answer !== undefined) covered.push(inArray(columns.kind, kindsOf(type, answer)));
  return {
    marks,
    covered,
    ranges: [
      ...(from ? [gte(columns.startedAt, new Date(from))] : []),
      ...(to ? [lte(columns.startedAt, new Date(to))] : []),
      // Whole seconds, rounded up, as they are shown.
      ...(minDurationS === undefined ? [] : [gte(columns.wholeS, Math.ceil(minDurationS))]),
      ...(maxDurationS === undefined ? [] : [lte(columns.wholeS, Math.floor(maxDurationS))]),
    ],
    texts: [
      ...(number ? [{ text: number, numberKey: columns.numberKey }] : []),
      ...(customer ? [{ text: customer, column: columns.customerName }] : []),
    ],
  };
}
