import { safeMessage } from '@zuoxi/kit';
import pg from 'pg';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: the server is going, coming or full. */
const AWAY_CODES = ['57P01', '57P02', '57P03', '57P05', '53300', '08000', '08001', '08003', '08004', '08006'];
const AWAY_SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** What `pg` says without a code. */
const AWAY_WORDS =
  /Query read timeout|timeout expired|timeout exceeded when trying to connect|Connection terminated|not queryable|connection error/;
/** Invalid password, invalid authorization specification. */
const REFUSED_LOGIN = ['28P01', '28000'];
/** Statement cancelled by its time limit; a lock not given in time; idle in a transaction for too long. */
const SLOW_CODES = ['57014', '55P03', '25P03'];
/**
 * Classes of SQLSTATE (PostgreSQL, appendix A) that speak of the server and not of the statement: transaction rolled back (deadlock,
 * serialization), no resources, not in the right state, stopped by an operator or a time-out, system errors, read-only, connection.
 */
const OF_THE_MOMENT = ['08', '25', '40', '53', '55', '57', '58'];

/** The error, what Drizzle and `pg` wrapped in it, and each of several addresses that were tried (localhost). */
function* causesOf(error: unknown): Generator<Error & { code?: string | undefined }> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    yield cause;
    if (cause instanceof AggregateError) for (const one of cause.errors) if (one instanceof Error) yield one;
  }
}

/** Whether the error, or one that it was made of, has one of these codes. */
export function hasCode(error: unknown, codes: readonly string[]): boolean {
  for (const { code } of causesOf(error)) if (code !== undefined && codes.includes(code)) return true;
  return false;
}

/** PostgreSQL's own error within what Drizzle throws. */
function databaseErrorOf(error: unknown): pg.DatabaseError | undefined {
  for (const cause of causesOf(error)) if (cause instanceof pg.DatabaseError) return cause;
  return undefined;
}

/** The database does not answer, or not now; as against a statement that is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (hasCode(error, AWAY_CODES) || hasCode(error, AWAY_SYSTEM)) return true;
  for (const cause of causesOf(error)) if (cause.code === undefined && AWAY_WORDS.test(cause.message)) return true;
  return false;
}

/** The user or the password is not the database's. */
export const isLoginRefused = (error: unknown): boolean => hasCode(error, REFUSED_LOGIN);

/** A time limit of ours ended the statement: the database is there and busy. */
export const isTooSlow = (error: unknown): boolean => hasCode(error, SLOW_CODES);

/** Whether the same statement may well succeed a little later. */
export const isOfTheMoment = (error: unknown): boolean => OF_THE_MOMENT.includes(databaseErrorOf(error)?.code?.slice(0, 2) ?? '');

/** A unique constraint is broken whose name has this part. */
export function isUniqueViolation(error: unknown, constraintPart: string): boolean {
  const refusal = databaseErrorOf(error);
  return refusal?.code === '23505' && (refusal.constraint ?? '').includes(constraintPart);
}

/** Why something was refused, without the values that were to be stored. */
export function describeRefusal(error: unknown): string {
  const refusal = databaseErrorOf(error);
  if (!refusal) return safeMessage(error);
  const place = [refusal.table, refusal.column, refusal.constraint].filter(Boolean).join('.');
  return `${refusal.code}: ${safeMessage(refusal)}${place ? ` (${place})` : ''}`;
}
