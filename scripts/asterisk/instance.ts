import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AsteriskInstallation } from './install.ts';

const TEMPLATES = resolve(import.meta.dirname, '../../deploy/asterisk');
const PREFIX = 'zx';
const BINARY = '/usr/sbin/asterisk';
const STARTS_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 5_000;

export interface AsteriskOptions {
  installation: AsteriskInstallation;
  /** Asterisk cannot choose its ports itself. */
  httpPort: number;
  sipPort: number;
  /** First and last. */
  rtpPorts: readonly [number, number];
  /** Address phones reach it under; ARI stays on loopback. */
  bindAddress?: string;
  app?: string;
  password?: string;
  /** What `default` music is played from. */
  musicUrl?: string;
  /** Added at the end of configuration files: name → content. */
  additions?: Readonly<Record<string, string>>;
  /** What it is started by, e.g. `['taskset', '-c', '0']`. */
  prefix?: readonly string[];
}

/** One running Asterisk with a configuration of its own, generated from deploy/asterisk/; several may run side by side. */
export class AsteriskInstance {
  readonly ariUrl: string;
  readonly sipWebSocketUrl: string;
  readonly sipPort: number;
  /** As seen from here; in a chroot Asterisk sees the end of this path only. */
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #root: string | undefined;
  readonly #folderInside: string;

  private constructor(child: ChildProcess, folder: string, options: AsteriskOptions, password: string) {
    this.#child = child;
    this.folder = folder;
    this.#root = options.installation.root;
    this.#folderInside = this.#root ? folder.slice(this.#root.length) : folder;
    this.ariUrl = `http://zuoxi:${password}@127.0.0.1:${options.httpPort}/ari`;
    this.sipWebSocketUrl = `ws://127.0.0.1:${options.httpPort}/ws`;
    this.sipPort = options.sipPort;
  }

  /** 1. its folder  2. its configuration  3. the process  4. ready when ARI answers. */
  static async start(options: AsteriskOptions): Promise<AsteriskInstance> {
    const { root } = options.installation;
    // Short: Asterisk 22 cuts the path of a cached prompt to the length of the prompt's URL (ast_media_cache_retrieve in file.c).
    const base = root ? join(root, 'i') : tmpdir();
    await mkdir(base, { recursive: true });
    await removeLeftovers(base);
    const folder = await mkdtemp(join(base, PREFIX));
    const folderInside = root ? folder.slice(root.length) : folder;
    const password = options.password ?? randomBytes(18).toString('base64url');
    await configure(folder, folderInside, options, password);

    const command = [...(options.prefix ?? []), ...(root ? ['chroot', root] : []), BINARY, '-f', '-C', `${folderInside}/etc/asterisk.conf`];
    // It dies with us, however we die.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-2_000);
    });
    const instance = new AsteriskInstance(child, folder, options, password);
    try {
      await instance.#isReady();
    } catch (error) {
      const log = await readFile(join(folder, 'log/messages.log'), 'utf8').catch(() => '');
      await instance.stop();
      throw new Error(`Asterisk did not start: ${said}\n${log.slice(-2_000)}`, { cause: error });
    }
    return instance;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The control socket comes early; the command on it returns when the last module is loaded. */
  async #isReady(): Promise<void> {
    const deadline = performance.now() + STARTS_WITHIN_MS;
    while (performance.now() < deadline) {
      if (this.#child.exitCode !== null) throw new Error(`it ended with ${this.#child.exitCode}`);
      if ((await this.command('core waitfullybooted')).includes('fully booted')) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('it does not boot');
  }

  /** One line of Asterisk's command line; gives what it prints, nothing when it cannot be reached. */
  command(line: string): Promise<string> {
    const args = ['-C', `${this.#folderInside}/etc/asterisk.conf`, '-rx', line];
    const client = this.#root
      ? spawn('chroot', [this.#root, BINARY, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      : spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let printed = '';
    client.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    return new Promise((done) => client.once('close', () => done(printed)));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((done) => this.#child.once('exit', done));
      this.#child.kill('SIGTERM');
      const late = setTimeout(() => this.#child.kill('SIGKILL'), STOPS_WITHIN_MS);
      await ended;
      clearTimeout(late);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** `kill -9` and the same again, as a supervisor of processes would: for tests of recovery. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Folders of instances whose owner was killed; one that is only just starting has no process yet. */
async function removeLeftovers(base: string): Promise<void> {
  for (const name of (await readdir(base)).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(base, name);
    const age = Date.now() - (await stat(folder).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    const pid = Number(await readFile(join(folder, 'run/asterisk.pid'), 'utf8').catch(() => ''));
    if (age > STARTS_WITHIN_MS && !(pid > 0 && existsSync(`/proc/${pid}`))) await rm(folder, { recursive: true, force: true });
  }
}

/** The package's whole folder, since modules decline to load without theirs, and ours over it. */
async function configure(folder: string, folderInside: string, options: AsteriskOptions, password: string): Promise<void> {
  const etc = join(folder, 'etc');
  const { root } = options.installation;
  await cp(join(root ?? '/', 'etc/asterisk'), etc, { recursive: true });
  // Names are looked up inside: without these each look-up of its own name would be tried on the network.
  if (root) for (const name of ['hosts', 'resolv.conf']) await cp(join('/etc', name), join(root, 'etc', name));
  for (const name of ['var/keys', 'c', 'ca', 'spool/recording', 'spool/meetme', 'run', 'log'])
    await mkdir(join(folder, name), { recursive: true });
  // The machine's authorities, which a minimal Debian inside does not have.
  await cp('/etc/ssl/certs', join(folder, 'ca'), { recursive: true, dereference: true }).catch(() => {});
  await cp(join(root ?? '/', 'var/lib/asterisk'), join(folder, 'var'), { recursive: true, verbatimSymlinks: true });
  const values: Record<string, string> = {
    FOLDER: folderInside,
    ARI_USER: 'zuoxi',
    ARI_PASSWORD: password,
    HTTP_BIND: '127.0.0.1',
    HTTP_PORT: String(options.httpPort),
    SIP_BIND: options.bindAddress ?? '127.0.0.1',
    SIP_PORT: String(options.sipPort),
    // Nobody calls them: any will do, and a machine that has none left loses encrypted trunks only.
    TRUNK_TLS_PORT: String(options.sipPort + 1),
    TRUNK_TLS_UNCHECKED_PORT: String(options.sipPort + 2),
    CA_FOLDER: `${folderInside}/ca`,
    RTP_FIRST: String(options.rtpPorts[0]),
    RTP_LAST: String(options.rtpPorts[1]),
    APP: options.app ?? 'zuoxi',
    MUSIC_URL: options.musicUrl ?? 'http://127.0.0.1:8080/prompts/music.wav',
  };
  for (const name of await readdir(TEMPLATES)) {
    if (!name.endsWith('.conf')) continue;
    const template = await readFile(join(TEMPLATES, name), 'utf8');
    await writeFile(
      join(etc, name),
      template.replaceAll(/@([A-Z_]+)@/g, (mark, key: string) => values[key] ?? mark),
    );
  }
  for (const [name, content] of Object.entries(options.additions ?? {})) await appendFile(join(etc, name), content);
}
