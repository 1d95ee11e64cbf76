import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger, safeErrorText } from '../src/index.ts';

const SECRET = 'customer-13912345678';

/** What Drizzle throws around what PostgreSQL's driver throws. */
function databaseError(code: string, message: string): Error {
  const refusal = Object.assign(new Error(message), {
    code,
    detail: `Key (number)=(${SECRET}) already exists.`,
    where: `JSON data, line 1: ${SECRET}`,
    internalQuery: `select '${SECRET}'`,
    table: 'account',
    constraint: 'account_name_unique',
  });
  const query = 'insert into "account" ("hash") values ($1)';
  return Object.assign(new Error(`Failed query: ${query}\nparams: ${SECRET},$argon2id$…\n${SECRET}`, { cause: refusal }), {
    query,
    params: [SECRET],
  });
}

const printed = (error: unknown): string => {
  const lines: string[] = [];
  createLogger('test', 'debug', { write: (line) => void lines.push(line) }).error({ err: error }, 'it failed');
  return [...lines, safeErrorText(error)].join('\n');
};

describe('what is printed of an error', () => {
  it.each([
    ['23505', 'duplicate key value violates unique constraint "account_name_unique"'],
    ['22P02', `invalid input syntax for type uuid: "${SECRET}"`],
    ['22001', `value "${SECRET}" too long for type character varying(8)`],
    ['P0001', `refused "${SECRET}"`],
  ])('says what happened and never the parameters (%s)', (code, message) => {
    const text = printed(databaseError(code, message));
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('argon2');
    for (const said of [code, 'account', 'insert into', 'safe-error.test.ts']) expect(text).toContain(said);
  });

  it('leaves out whatever field a library adds, however deep', () => {
    const fields = fc.dictionary(fc.string({ minLength: 1 }), fc.constantFrom<unknown>(SECRET, [SECRET], { of: SECRET }));
    const known = [
      'code',
      'status',
      'statusCode',
      'errno',
      'syscall',
      'address',
      'port',
      'method',
      'severity',
      'schema',
      'table',
      'column',
    ];
    const plain = [...known, 'constraint', 'routine', 'uri', 'message', 'name', 'stack', 'cause'];
    fc.assert(
      fc.property(fields, fc.integer({ min: 0, max: 10 }), (more, depth) => {
        const added = Object.fromEntries(Object.entries(more).filter(([name]) => !plain.includes(name) && name !== '__proto__'));
        let error = Object.assign(new Error('inner'), added);
        for (let n = 0; n < depth; n++) error = Object.assign(new Error('outer', { cause: error }), added);
        expect(printed(error)).not.toContain(SECRET);
      }),
    );
  });
});
