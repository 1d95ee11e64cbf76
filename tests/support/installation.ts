import { type ChildProcess, execFile, fork } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { demo } from '../../apps/server/src/demo.ts';
import { Postgres } from '../../scripts/launch/postgres.ts';
import { childrenOf } from '../../scripts/launch/process-tree.ts';
import { type EngineName, startEngine, type TestEngine } from './engines.ts';
import { eventually } from './eventually.ts';
import { freeTcpPort } from './free-port.ts';
import { onceForRun } from './once-for-run.ts';
import { expectPromiseOne } from './promise-one.ts';
import { ApiUser } from './server.ts';

const launcher = resolve(import.meta.dirname, '../../scripts/launch/main.ts');

interface Ready {
  httpPort: number;
  httpsPort: number;
  sipPort: number;
  firstStart?: { tenantCode: string; account: string; oneTimePassword: string };
}

/** What `npm run asterisk` prints, as the environment of `npm start`. */
async function besideAsterisk(): Promise<{ engine: TestEngine; env: Record<string, string> }> {
  const httpPort = await freeTcpPort();
  const engine = await startEngine('asterisk', { httpPort, bindAddress: '0.0.0.0' });
  const env = { ZUOXI_ARI_URLS: engine.ariUrl, ZUOXI_SIP_WS_URL: engine.sipWebSocketUrl, ZUOXI_HTTP_PORT: String(httpPort) };
  return { engine, env };
}

const newFolder = () => mkdtemp(join(tmpdir(), 'zuoxi-story-'));

/** A copy of the data folder of an installation that was started and stopped once. */
async function preparedFolder(): Promise<string> {
  const kept = await onceForRun('installation', async (folder) => {
    const dataDir = await newFolder();
    await (await Installation.firstStart(dataDir)).stop();
    await cp(dataDir, join(folder, 'data'), { recursive: true });
    await copyCluster(await Postgres.folderOf(dataDir), join(folder, 'cluster'));
    await rm(dataDir, { recursive: true, force: true });
  });
  const dataDir = await newFolder();
  await cp(join(kept, 'data'), dataDir, { recursive: true });
  await copyCluster(join(kept, 'cluster'), await Postgres.folderOf(dataDir));
  return dataDir;
}

/** With owners and modes, as PostgreSQL insists. */
async function copyCluster(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await promisify(execFile)('cp', ['-a', '--reflink=auto', from, to]);
}

/** The whole product as `npm start -- --demo=empty` runs it: launcher, PostgreSQL, softswitch, server, each a process, on ports of its own. */
export class Installation {
  readonly ready: Ready;
  readonly dataDir: string;
  readonly #launcher: ChildProcess;
  readonly #output: string[];
  /** In place of the embedded softswitch. */
  readonly #asterisk: TestEngine | undefined;

  private constructor(launcherProcess: ChildProcess, ready: Ready, dataDir: string, output: string[], asterisk?: TestEngine) {
    this.#launcher = launcherProcess;
    this.ready = ready;
    this.dataDir = dataDir;
    this.#output = output;
    this.#asterisk = asterisk;
  }

  /**
   * With `dataDir`, the data of an earlier installation goes on. Without it, and without what makes the first start another one (arguments,
   * database, address), it is a second start: the first one, of 5 s of processor time, is made once for each run.
   */
  static async start(
    options: { dataDir?: string; env?: Record<string, string>; args?: string[]; engine?: EngineName } = {},
  ): Promise<Installation> {
    const isFirstStart = options.args !== undefined || options.env?.DATABASE_URL !== undefined || options.env?.ZUOXI_BIND !== undefined;
    const dataDir = options.dataDir ?? (isFirstStart ? await newFolder() : await preparedFolder());
    return Installation.#run(dataDir, options);
  }

  static firstStart(dataDir: string): Promise<Installation> {
    return Installation.#run(dataDir);
  }

  static async #run(
    dataDir: string,
    options: { env?: Record<string, string>; args?: string[]; engine?: EngineName } = {},
  ): Promise<Installation> {
    const asterisk = options.engine === 'asterisk' ? await besideAsterisk() : undefined;
    const output: string[] = [];
    // Reached from other addresses of this machine, too, and with the passwords that the tests know.
    const { password, sipPassword } = demo.summary;
    if (options.env?.ZUOXI_BIND === undefined)
      await writeFile(join(dataDir, 'demo-passwords.json'), JSON.stringify({ password, sipPassword }));
    const child = fork(launcher, options.args ?? ['--demo=empty'], {
      env: {
        ...process.env,
        ZUOXI_DATA_DIR: dataDir,
        ZUOXI_HTTP_PORT: '0',
        ZUOXI_HTTPS_PORT: '0',
        ZUOXI_SIP_PORT: '0',
        ZUOXI_RTP_PORTS: '0',
        ZUOXI_BIND: '0.0.0.0',
        ...asterisk?.env,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const ready = await new Promise<Ready>((resolveReady, reject) => {
      child.once('message', (message) => resolveReady(message as Ready));
      child.once('exit', (code) => reject(new Error(`the installation ended with ${code}:\n${output.join('')}`)));
    });
    return new Installation(child, ready, dataDir, output, asterisk?.engine);
  }

  get url(): string {
    return `http://localhost:${this.ready.httpPort}`;
  }

  get sipPort(): number {
    return this.#asterisk?.sipPort ?? this.ready.sipPort;
  }

  /** What was printed so far. */
  get output(): string {
    return this.#output.join('');
  }

  get launcherPid(): number {
    return this.#launcher.pid ?? 0;
  }

  signIn(account: string): Promise<ApiUser> {
    return ApiUser.signIn(this.url, demo.summary.tenant, account, demo.summary.password);
  }

  /** Process id of one of the parts, found among the launcher's children. */
  async pidOf(part: 'softswitch' | 'server' | 'postgres'): Promise<number> {
    const mark = { softswitch: 'packages/softswitch/src/main.ts', server: 'apps/server/src/main.ts', postgres: 'bin/postgres' }[part];
    for (const entry of await readdir('/proc')) {
      if (!/^[0-9]+$/.test(entry)) continue;
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent !== this.launcherPid) continue;
      if ((await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).includes(mark)) return Number(entry);
    }
    throw new Error(`no process ${part}`);
  }

  /** The engine's process, ours or Asterisk. */
  async enginePid(): Promise<number> {
    return this.#asterisk?.pid ?? this.pidOf('softswitch');
  }

  /** The installation's own PostgreSQL, as its superuser. */
  async databaseUrl(): Promise<string> {
    const parts = (await readFile(`/proc/${await this.pidOf('postgres')}/cmdline`, 'utf8')).split('\0');
    const port = parts.find((part) => part.startsWith('port='))?.slice('port='.length);
    return `postgres://zuoxi:${await readFile(join(this.dataDir, 'postgres.password'), 'utf8')}@127.0.0.1:${port}/postgres`;
  }

  /** Where PostgreSQL keeps its files. */
  async databaseFolder(): Promise<string> {
    const parts = (await readFile(`/proc/${await this.pidOf('postgres')}/cmdline`, 'utf8')).split('\0');
    return parts[parts.indexOf('-D') + 1] ?? '';
  }

  /** A part with all that it has started: the processes that stand still together when the part does. */
  async pidsOf(part: 'softswitch' | 'server' | 'postgres'): Promise<number[]> {
    const pid = await this.pidOf(part);
    return [pid, ...(await childrenOf(pid))];
  }

  /** Every call ended once, one record each, and so on: see there. */
  async expectPromiseOne(options: { recordingsMayBe?: readonly string[] } = {}): Promise<void> {
    await expectPromiseOne({ databaseUrl: await this.databaseUrl(), dataDir: this.dataDir, ...options });
  }

  /** `kill -9` of the server; resolves when the launcher's new one is ready. */
  async killServer(): Promise<void> {
    const pid = await this.pidOf('server');
    process.kill(pid, 'SIGKILL');
    await eventually('the server is a new process', async () => (await this.pidOf('server')) !== pid);
    await eventually('it is ready', async () => (await fetch(`${this.url}/readyz`).catch(() => undefined))?.status === 200, 30_000);
  }

  /** `kill -9` of the launcher itself; its children notice. */
  async killLauncher(): Promise<void> {
    const ended = new Promise((resolveEnded) => this.#launcher.once('exit', resolveEnded));
    this.#launcher.kill('SIGKILL');
    await ended;
  }

  /** Ctrl-C. Returns the exit code. */
  async stop(): Promise<number | null> {
    if (this.#launcher.exitCode !== null) return this.#launcher.exitCode;
    const ended = new Promise<number | null>((resolveEnded) => this.#launcher.once('exit', resolveEnded));
    this.#launcher.kill('SIGINT');
    return ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.#asterisk?.stop();
    const cluster = await Postgres.folderOf(this.dataDir);
    await rm(cluster.startsWith(this.dataDir) ? cluster : dirname(cluster), { recursive: true, force: true });
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
