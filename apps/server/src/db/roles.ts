import { randomBytes } from 'node:crypto';
import type { Logger } from '@zuoxi/kit';
import type { ClientBase } from 'pg';
import { DatabaseRefusal } from './refusal.ts';
import { scramVerifier } from './scram.ts';

/** Holds what the application may do: grants and policies of the migrations name it. Nobody logs in as it. */
export const APP_ROLE = 'zuoxi_app';

interface Login {
  name: string;
  isSuperuser: boolean;
  mayCreateRoles: boolean;
}

async function loginOf(client: ClientBase): Promise<Login> {
  const { rows } = await client.query<Login>(
    `select rolname as name, rolsuper as "isSuperuser", rolcreaterole or rolsuper as "mayCreateRoles" from pg_roles where rolname = session_user`,
  );
  const [login] = rows;
  if (!login) throw new DatabaseRefusal('The user of DATABASE_URL is not among the roles of the database.');
  return login;
}

/** Before anything is changed: whether the user of DATABASE_URL can own our tables and make the role that the application works as. */
export async function checkLogin(client: ClientBase, logger: Logger): Promise<void> {
  const login = await loginOf(client);
  if (login.isSuperuser) {
    logger.warn({ user: login.name }, 'the user of DATABASE_URL is a superuser; one that owns the database and may create roles is enough');
  }
  if (!login.mayCreateRoles) {
    throw new DatabaseRefusal(
      `The database user ${login.name} may not create roles, and the server works as one of its own; as a superuser, run: ALTER ROLE "${login.name}" CREATEROLE;`,
    );
  }
  const { rows } = await client.query<{ owner: string }>(
    `select distinct pg_get_userbyid(c.relowner) as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'installation', 'drizzle') and c.relkind in ('r', 'p', 'v') and not pg_has_role(c.relowner, 'usage')`,
  );
  const [foreign] = rows;
  if (foreign) {
    throw new DatabaseRefusal(
      `The tables of this database belong to ${foreign.owner} and not to the user ${login.name} of DATABASE_URL: use that user, or as a superuser, run in the database: REASSIGN OWNED BY "${foreign.owner}" TO "${login.name}";`,
    );
  }
}

/** A database whose tables were restored and its roles not: what row-level security rests on is missing. */
export async function checkRestored(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ hasTables: boolean; hasRole: boolean; policies: number }>(
    `select to_regclass('public.account') is not null as "hasTables",
            exists (select from pg_roles where rolname = $1) as "hasRole",
            (select count(*)::int from pg_policy p join pg_class c on c.oid = p.polrelid
             where c.relname = 'account' and exists (select from pg_roles r where r.rolname = $1 and r.oid = any (p.polroles))) as policies`,
    [APP_ROLE],
  );
  const [found] = rows;
  if (!found?.hasTables || (found.hasRole && found.policies > 0)) return;
  throw new DatabaseRefusal(
    `The database was restored without its role ${APP_ROLE}, which keeps call centres apart: run CREATE ROLE ${APP_ROLE}; in the new PostgreSQL and restore the backup once more into an empty database.`,
  );
}

/**
 * The role that the migrations grant to. All databases of one PostgreSQL share it, so it is made and joined in statements of their own: a GRANT
 * locks the role until its transaction is over, and migrations may take long. Servers of other databases would wait, and refuse to start.
 */
export async function makeAppRole(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>('select exists (select from pg_roles where rolname = $1) as exists', [APP_ROLE]);
  if (!rows[0]?.exists) {
    await client.query(`DO $$ BEGIN CREATE ROLE ${APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  }
  await join(client, 'CURRENT_USER', 'current_user');
}

/** `member`, as a statement names it, and as an expression. */
async function join(client: ClientBase, member: string, name: string): Promise<void> {
  const { rows } = await client.query<{ isIn: boolean }>(`select pg_has_role(${name}, '${APP_ROLE}', 'USAGE') as "isIn"`);
  if (!rows[0]?.isIn) await client.query(`GRANT ${APP_ROLE} TO ${member}`);
}

/**
 * Makes, or makes anew, what the application logs in as: a role of this database alone, that owns nothing, is no superuser and does
 * not pass row-level security. It is no member of any role that may more, so neither RESET ROLE nor SET ROLE leads anywhere. Its password
 * is new at every start and kept nowhere: there is one server per database, and the caller holds the lock that says so.
 */
export async function appLogin(client: ClientBase, url: string): Promise<{ url: string; role: string }> {
  const { rows } = await client.query<{ oid: string; exists: boolean }>(
    `select d.oid::text as oid, exists (select from pg_roles where rolname = $1 || '_' || d.oid) as exists from pg_database d where datname = current_database()`,
    [APP_ROLE],
  );
  const role = `${APP_ROLE}_${rows[0]?.oid ?? ''}`;
  const password = randomBytes(24).toString('base64url');
  // The rest is the default, and to say so of an existing role one must be a superuser; `refusePrivileged` looks.
  const attributes = `LOGIN INHERIT PASSWORD '${scramVerifier(password)}'`;
  try {
    await client.query(`${rows[0]?.exists ? 'ALTER' : 'CREATE'} ROLE ${role} ${attributes}`);
    await join(client, role, `'${role}'`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
    const { name } = await loginOf(client);
    throw new DatabaseRefusal(
      `The database user ${name} may not manage the roles ${APP_ROLE} and ${role}, which another user made; as a superuser, run: GRANT ${APP_ROLE}${rows[0]?.exists ? `, ${role}` : ''} TO "${name}" WITH ADMIN OPTION;`,
      { cause: error },
    );
  }
  await refusePrivileged(client, role);
  const app = new URL(url);
  app.username = role;
  app.password = password;
  return { url: app.href, role };
}

/** Somebody may have given the role, or the one it belongs to, more than it is for. */
async function refusePrivileged(client: ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select rolname as name from pg_roles where (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
       or rolname in (select pg_get_userbyid(relowner) from pg_class where oid = to_regclass('public.account')))
     and pg_has_role($1::name, oid, 'member') and rolname not in ('pg_database_owner')`,
    [role],
  );
  if (rows[0])
    throw new DatabaseRefusal(
      `The database role ${role} may act as ${rows[0].name}, so call centres are not kept apart; revoke that role from it.`,
    );
}
