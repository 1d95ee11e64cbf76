import type { Logger } from '@zuoxi/kit';
import type { ClientBase } from 'pg';

// Under row-level security PostgreSQL takes only such operators for the condition of an index as are known to tell nothing of the rows they are
// shown ("leakproof"), and its own ones on arrays are not. These are the same functions, declared so: comparing whole numbers raises no error
// that would show them. To declare it takes a superuser, who need not be there: without one the lists are right, and broad searches slow.

const FUNCTIONS = [
  { name: 'ints_contain', operator: '@>>', internal: 'arraycontains', plain: '@>', commutator: '' },
  { name: 'ints_overlap', operator: '&&&', internal: 'arrayoverlap', plain: '&&', commutator: ', COMMUTATOR = &&&' },
] as const;

const OPERATOR_CLASS = `CREATE OPERATOR CLASS token_ops FOR TYPE int[] USING gin AS OPERATOR 1 &&&, OPERATOR 2 @>>,
  FUNCTION 1 btint4cmp(int, int), FUNCTION 2 ginarrayextract(anyarray, internal, internal),
  FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
  FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal),
  FUNCTION 6 ginarraytriconsistent(internal, smallint, anyarray, integer, internal, internal, internal), STORAGE int4`;

interface Found {
  isSuperuser: boolean;
  hasOperators: boolean;
  hasClass: boolean;
}

async function lookFor(client: ClientBase): Promise<Found> {
  const { rows } = await client.query<Found>(`
    select (select rolsuper from pg_roles where rolname = session_user) as "isSuperuser",
      (select count(*) = 2 from pg_operator where oprname in ('@>>', '&&&') and oprleft = 'int[]'::regtype) as "hasOperators",
      exists (select from pg_opclass where opcname = 'token_ops') as "hasClass"`);
  return rows[0] ?? { isSuperuser: false, hasOperators: false, hasClass: false };
}

/** What is missing of functions, operators and their class, as far as the user may make it. Returns whether there is the class. */
export async function makeTokenOperators(client: ClientBase): Promise<boolean> {
  const { isSuperuser, hasOperators, hasClass } = await lookFor(client);
  const makesClass = isSuperuser && !hasClass;
  if (makesClass || !hasOperators) {
    for (const { name, internal, plain } of FUNCTIONS) {
      const body = isSuperuser ? `LANGUAGE internal LEAKPROOF AS '${internal}'` : `LANGUAGE sql AS 'SELECT $1 ${plain} $2'`;
      await client.query(`CREATE OR REPLACE FUNCTION ${name}(int[], int[]) RETURNS boolean IMMUTABLE STRICT PARALLEL SAFE ${body}`);
    }
  }
  if (!hasOperators) {
    for (const { name, operator, commutator } of FUNCTIONS) {
      await client.query(
        `CREATE OPERATOR ${operator} (LEFTARG = int[], RIGHTARG = int[], FUNCTION = ${name}, RESTRICT = contsel, JOIN = contjoinsel${commutator})`,
      );
    }
  }
  if (makesClass) await client.query(OPERATOR_CLASS);
  return hasClass || makesClass;
}

/** The index of each column `tokens`, at the start of a server; the launcher has made the operators as the superuser of its database. */
export async function ensureTokenIndexes(client: ClientBase, logger: Logger): Promise<void> {
  const isFast = await makeTokenOperators(client);
  if (!isFast) {
    logger.warn(
      { event: 'database.noTokenIndex' },
      'searching large lists is slow in this database: a superuser has to declare two operators (docs/deployment/database-and-faults.md)',
    );
  }
  await ensureIndexes(client, isFast ? 'token_ops' : 'array_ops');
}

/** One of every table that has the column; one that was made with other operators is made anew. */
async function ensureIndexes(client: ClientBase, operatorClass: string): Promise<void> {
  const { rows } = await client.query<{ table: string; has: string | null }>(`
    select c.relname as table, (
      select o.opcname from pg_index i join pg_class x on x.oid = i.indexrelid join pg_opclass o on o.oid = i.indclass[0]
      where i.indrelid = c.oid and x.relname = c.relname || '_tokens') as has
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'tokens' and a.atttypid = 'int[]'::regtype`);
  for (const { table, has } of rows) {
    if (has === operatorClass) continue;
    if (has !== null) await client.query(`DROP INDEX "${table}_tokens"`);
    await client.query(`CREATE INDEX "${table}_tokens" ON "${table}" USING gin (tokens ${operatorClass})`);
  }
}
