import pg from 'pg';

/** The database cannot be used as it is; the message is one sentence for the operator. */
export class DatabaseRefusal extends Error {
  /** It may be better in a moment without anybody doing anything: the database is starting, or away. */
  readonly isTemporary: boolean;

  constructor(sentence: string, options: { isTemporary?: boolean; cause?: unknown } = {}) {
    super(sentence, { cause: options.cause });
    this.isTemporary = options.isTemporary ?? false;
  }
}

/** Another server has taken this database over: nothing more may be written by this one. */
export class FencedError extends DatabaseRefusal {}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: the server is going, coming or full. */
const AWAY_CODES = ['57P01', '57P02', '57P03', '57P05', '53300', '08000', '08001', '08003', '08004', '08006'];
const AWAY_SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** What `pg` says without a code. */
const AWAY_WORDS =
  /Query read timeout|timeout expired|timeout exceeded when trying to connect|Connection terminated|not queryable|connection error/;
/** Statement cancelled by its time limit; a lock not given in time; idle in a transaction for too long. */
const SLOW_CODES = ['57014', '55P03', '25P03'];

function* causesOf(error: unknown): Generator<Error & { code?: string | undefined }> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    yield cause;
    // Several addresses were tried (localhost): each has its own error.
    if (cause instanceof AggregateError) for (const one of cause.errors) if (one instanceof Error) yield one;
  }
}

/** The database does not answer, or not now; as against a statement that is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    if (AWAY_CODES.includes(cause.code ?? '') || AWAY_SYSTEM.includes(cause.code ?? '')) return true;
    if (cause.code === undefined && AWAY_WORDS.test(cause.message)) return true;
  }
  return false;
}

/** A time limit of ours ended the statement: the database is there and busy. */
export function isTooSlow(error: unknown): boolean {
  for (const cause of causesOf(error)) if (SLOW_CODES.includes(cause.code ?? '')) return true;
  return false;
}

/** What a failure while the database is opened means, in one sentence; undefined: not known. */
export function refusalOf(error: unknown): DatabaseRefusal | undefined {
  if (error instanceof DatabaseRefusal) return error;
  for (const cause of causesOf(error)) {
    if (cause.code === '28P01' || cause.code === '28000')
      return new DatabaseRefusal('The database refuses the user or password of DATABASE_URL.', { cause: error });
    if (cause.code === '3D000') return new DatabaseRefusal('The database named in DATABASE_URL does not exist.', { cause: error });
  }
  if (isDatabaseAway(error))
    return new DatabaseRefusal('The database does not answer. Check DATABASE_URL.', { isTemporary: true, cause: error });
  if (isTooSlow(error))
    return new DatabaseRefusal('Another program holds a lock in the database of DATABASE_URL; end it and start again.', {
      isTemporary: true,
      cause: error,
    });
  return undefined;
}

/** PostgreSQL's code for a broken unique constraint. */
export function isUniqueViolation(error: unknown, constraintPart: string): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23505' && (cause.constraint ?? '').includes(constraintPart);
}
