import pg from 'pg';
import { scramVerifier } from '../../apps/server/src/db/scram.ts';
import { makeTokenOperators } from '../../apps/server/src/db/token-operators.ts';

/** Owns the database and what is in it; the server logs in as it. No superuser: that one is the launcher's alone. */
export const OWNER = 'zuoxi_owner';
const CONNECT_LIMIT_MS = 10_000;

/**
 * Makes the owner and gives it what belonged to the superuser, who was the server's login once, or who has restored a backup. Each part may
 * be done already: killed in between, the next start does the rest.
 */
const GIVE_TO_OWNER = `
DO $$
DECLARE it record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${OWNER}') THEN
    CREATE ROLE ${OWNER} LOGIN CREATEROLE;
  END IF;
  ALTER ROLE ${OWNER} WITH LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS NOCREATEDB NOREPLICATION;
  EXECUTE format('ALTER DATABASE %I OWNER TO ${OWNER}', current_database());
  FOR it IN SELECT nspname FROM pg_namespace WHERE nspname IN ('drizzle', 'installation') AND nspowner = 'zuoxi'::regrole LOOP
    EXECUTE format('ALTER SCHEMA %I OWNER TO ${OWNER}', it.nspname);
  END LOOP;
  -- Sequences of columns follow their tables.
  FOR it IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'drizzle', 'installation') AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relowner = 'zuoxi'::regrole LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO ${OWNER}', it.name);
  END LOOP;
  FOR it IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname IN ('public', 'installation') AND p.proowner = 'zuoxi'::regrole LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO ${OWNER}', it.name);
  END LOOP;
  -- Roles that the superuser made when it was the server's login: PostgreSQL lets the owner manage only those it administers.
  FOR it IN SELECT rolname FROM pg_roles WHERE rolname = 'zuoxi_app' OR rolname ~ '^zuoxi_app_[0-9]+$' LOOP
    EXECUTE format('GRANT %I TO ${OWNER} WITH ADMIN OPTION', it.rolname);
  END LOOP;
END $$`;

/** Makes what only a superuser may, and gives the rest to the owner. `superuserUrl` as the launcher knows it; `password`: what the owner shall log in with from now on. */
export async function giveToOwner(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: CONNECT_LIMIT_MS });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(GIVE_TO_OWNER);
    await client.query(`ALTER ROLE ${OWNER} PASSWORD '${scramVerifier(password)}'`);
    await makeTokenOperators(client);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** Whether it takes a new connection and answers on it; saying no is an answer, too. */
export async function answers(url: string, limitMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    // A server that stands still does not answer the farewell either.
    client.connection.stream.destroy();
  }
}
