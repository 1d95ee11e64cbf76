import { safeMessage } from '@zuoxi/kit';
import pg from 'pg';

/**
 * Classes of SQLSTATE (PostgreSQL, appendix A) that speak of the server and not of the statement: transaction rolled back (deadlock,
 * serialization), no resources, not in the right state, stopped by an operator or a time-out, system errors, read-only, connection.
 */
const OF_THE_MOMENT = ['08', '25', '40', '53', '55', '57', '58'];

/** PostgreSQL's own error within what Drizzle throws. */
export function databaseErrorOf(error: unknown): pg.DatabaseError | undefined {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError ? cause : undefined;
}

/** Whether the same statement may well succeed a little later. */
export const isOfTheMoment = (error: unknown): boolean => OF_THE_MOMENT.includes(databaseErrorOf(error)?.code?.slice(0, 2) ?? '');

/** Why something was refused, without the values that were to be stored. */
export function describeRefusal(error: unknown): string {
  const refusal = databaseErrorOf(error);
  if (!refusal) return safeMessage(error);
  const place = [refusal.table, refusal.column, refusal.constraint].filter(Boolean).join('.');
  return `${refusal.code}: ${safeMessage(refusal)}${place ? ` (${place})` : ''}`;
}
