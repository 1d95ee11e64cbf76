import { hasCode, isDatabaseAway, isLoginRefused, isTooSlow } from './database-errors.ts';

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

/** What a failure while the database is opened means, in one sentence; undefined: not known. */
export function refusalOf(error: unknown): DatabaseRefusal | undefined {
  if (error instanceof DatabaseRefusal) return error;
  if (isLoginRefused(error)) return new DatabaseRefusal('The database rejected the user or password in DATABASE_URL.', { cause: error });
  if (hasCode(error, ['3D000'])) return new DatabaseRefusal('The database named in DATABASE_URL does not exist.', { cause: error });
  if (isDatabaseAway(error))
    return new DatabaseRefusal('The database does not answer. Check DATABASE_URL.', { isTemporary: true, cause: error });
  if (hasCode(error, ['57014', '25P03']))
    return new DatabaseRefusal('The database takes too long to answer: look at its load and its disk.', {
      isTemporary: true,
      cause: error,
    });
  if (isTooSlow(error))
    return new DatabaseRefusal('Another program holds a lock in the database of DATABASE_URL; end it and start again.', {
      isTemporary: true,
      cause: error,
    });
  return undefined;
}
