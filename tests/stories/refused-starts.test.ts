import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { Installation } from '../support/installation.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zuoxi-refused-'));
  cleanUp.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Runs until its own end; gives the folder back. */
async function ranOnce(env: Record<string, string> = {}): Promise<string> {
  const dataDir = await folder();
  const house = await Installation.start({ args: [], dataDir, env });
  await house.stop();
  return dataDir;
}

/** A start that must end with this sentence, and nothing else, within the limit. Starting its parts takes the machine some seconds. */
async function expectRefusal(start: Promise<Installation>, sentence: string | RegExp, limitMs = 30_000): Promise<void> {
  const asked = performance.now();
  const refused = await start.then(
    async (house) => {
      await house.stop();
      return 'it started';
    },
    (error: Error) => error.message,
  );
  expect(refused).toMatch(sentence);
  expect(refused).not.toContain('is running');
  expect(refused, 'a sentence, no stack').not.toMatch(/^\s+at /m);
  expect(performance.now() - asked).toBeLessThan(limitMs);
}

describe('a start is refused with one sentence', { timeout: 240_000 }, () => {
  it('over a folder that a newer version has written to', async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, 'version'), '999\n');
    await expectRefusal(Installation.start({ args: [], dataDir }), 'was written by a newer version of Zuoxi than this one');
  });

  it('over a database that takes connections and never answers', async () => {
    const held: Socket[] = [];
    const blackhole = createServer((socket) => held.push(socket));
    await new Promise<void>((resolve) => blackhole.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => {
      for (const socket of held) socket.destroy();
      blackhole.close();
    });
    const address = blackhole.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const env = { DATABASE_URL: `postgres://nobody:nothing@127.0.0.1:${port}/none` };
    await expectRefusal(
      Installation.start({ args: [], dataDir: await folder(), env }),
      'The database does not answer. Check DATABASE_URL.',
    );
  });

  it('by a user who may not create roles', async () => {
    const env = { DATABASE_URL: await freshDatabase({ createRoles: false }) };
    await expectRefusal(
      Installation.start({ args: [], dataDir: await folder(), env }),
      /may not create roles.*ALTER ROLE "\w+" CREATEROLE;/,
    );
  });

  it('of a second server on one database; with another secret.key, and without one', async () => {
    const env = { DATABASE_URL: await freshDatabase() };
    const dataDir = await folder();
    const first = await Installation.start({ args: [], dataDir, env });
    cleanUp.push(() => first.stop());
    await expectRefusal(
      Installation.start({ args: [], dataDir: await folder(), env }),
      /^the installation ended with 1:\nAnother Zuoxi server works with this database \(since \S+, from 127\.0\.0\.1\)\. One server per database/,
      45_000,
    );
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.stop();

    const another = await folder();
    await expectRefusal(Installation.start({ args: [], dataDir: another, env }), /secret\.key is missing, and without it/);
    await writeFile(join(another, 'secret.key'), randomBytes((await readFile(join(dataDir, 'secret.key'))).length), { mode: 0o600 });
    await expectRefusal(Installation.start({ args: [], dataDir: another, env }), 'is not the key of this database');
    await rename(join(dataDir, 'secret.key'), join(dataDir, 'kept'));
    await expectRefusal(Installation.start({ args: [], dataDir, env }), /secret\.key is missing, and without it/);
    await rename(join(dataDir, 'kept'), join(dataDir, 'secret.key'));
    const again = await Installation.start({ args: [], dataDir, env });
    expect(await again.stop()).toBe(0);
  });

  it('with a certificate and a key that do not belong together, and without the password of the database', async () => {
    const dataDir = await ranOnce();
    const certificate = await readFile(join(dataDir, 'https.crt'));
    await writeFile(join(dataDir, 'https.crt'), certificate.subarray(0, certificate.length / 2));
    await expectRefusal(Installation.start({ args: [], dataDir }), 'are not a certificate and its private key');
    await writeFile(join(dataDir, 'https.crt'), certificate);
    await writeFile(join(dataDir, 'postgres.password'), 'another password');
    await expectRefusal(Installation.start({ args: [], dataDir }), 'does not hold the password of the database beside it', 15_000);
    await rm(join(dataDir, 'postgres.password'));
    await expectRefusal(Installation.start({ args: [], dataDir }), 'postgres.password, the password of the database beside it, is missing');
  });
});

describe('a data folder of the version before', { timeout: 240_000 }, () => {
  it('whose server was the superuser, and whose start was broken off, is changed in place', async () => {
    const first = await Installation.start();
    cleanUp.push(() => first.remove());
    const psql = await superuser(first);
    // As it was: the superuser owns everything, and nothing of ours is known of the roles.
    await psql(`do $$ declare it record; begin
      for it in select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'drizzle') and c.relkind in ('r', 'p', 'v') loop execute format('alter table %s owner to zuoxi', it.name); end loop;
      for it in select p.oid::regprocedure as name from pg_proc p where p.proowner = 'zuoxi_owner'::regrole loop
        execute format('alter function %s owner to zuoxi', it.name); end loop;
      alter schema drizzle owner to zuoxi; end $$`);
    await psql('alter database postgres owner to zuoxi');
    await first.stop();
    const second = await Installation.start({ dataDir: first.dataDir });
    const query = await superuser(second);
    const { rows } = await query(
      `select distinct pg_get_userbyid(c.relowner) as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'drizzle', 'installation') and c.relkind in ('r', 'p', 'v')`,
    );
    expect(rows).toEqual([{ owner: 'zuoxi_owner' }]);
    const logins = await query(
      `select u.usename, u.usesuper from pg_stat_activity a join pg_user u on u.usesysid = a.usesysid where a.application_name = 'zuoxi'`,
    );
    expect(logins.rows.length).toBeGreaterThan(0);
    expect(logins.rows.filter(({ usesuper }) => usesuper)).toEqual([]);
    const supervisor = await second.signIn('zuzhang');
    expect(await supervisor.get('/api/calls')).toMatchObject({ total: 0 });
    await second.stop();
  });
});

async function superuser(house: Installation) {
  const client = new Client({ connectionString: await house.databaseUrl() });
  client.on('error', () => {});
  await client.connect();
  cleanUp.push(() => client.end().catch(() => {}));
  return (statement: string) => client.query(statement);
}
