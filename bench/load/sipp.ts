import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GENERATOR_CORE, pinned } from '../harness/cores.ts';

const SIPP = '/usr/bin/sipp';

export interface SippOptions {
  /** Of its own; scenario, statistics and log go there. */
  folder: string;
  name: string;
  scenario: string;
  calls: number;
  /** Calls at the same time at most; undefined: all of them. */
  atOnce?: number;
  /** Calls per second; undefined: it waits for calls. */
  rate?: number;
  /** SIP port of the engine. */
  enginePort: number;
  /** Its own SIP port; undefined: any. */
  port?: number;
  /** One row per call: `field0` of the scenario. */
  fields?: readonly (string | number)[];
  timeoutS: number;
}

export interface SippStatistics {
  successful: number;
  failed: number;
  retransmissions: number;
  /** One per answered call, ms from INVITE to 200. */
  setupMs: number[];
}

/** A UDP port nobody has now: SIPp cannot tell which one the system would choose. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

/** A SIPp process for a given number of calls: it ends by itself after the last. */
export class Sipp {
  readonly #process: ChildProcess;
  readonly #path: (ending: string) => string;
  readonly #name: string;
  readonly #folder: string;
  readonly #ended: Promise<number>;
  #errors = '';

  private constructor(child: ChildProcess, { folder, name }: SippOptions) {
    this.#process = child;
    this.#name = name;
    this.#folder = folder;
    this.#path = (ending) => join(folder, `${name}.${ending}`);
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-2_000);
    });
    this.#ended = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : -1));
  }

  static async start(options: SippOptions): Promise<Sipp> {
    const { folder, name, calls, rate, fields, port } = options;
    const file = (ending: string): string => join(folder, `${name}.${ending}`);
    await writeFile(file('xml'), options.scenario);
    const args = ['-sf', file('xml'), '-i', '127.0.0.1', '-m', String(calls), '-nostdin'];
    args.push('-timeout', `${options.timeoutS}s`, '-timeout_error', '-trace_err', '-error_file', file('errors'));
    args.push('-trace_stat', '-stf', file('stat'), '-trace_logs', '-log_file', file('log'), '-trace_rtt', '-rtt_freq', '1');
    if (port !== undefined) args.push('-p', String(port));
    if (rate !== undefined) args.push('-r', String(rate), '-l', String(options.atOnce ?? calls), `127.0.0.1:${options.enginePort}`);
    if (fields) {
      await writeFile(file('csv'), `SEQUENTIAL\n${fields.join('\n')}\n`);
      args.push('-inf', file('csv'));
    }
    const sipp = pinned(GENERATOR_CORE, SIPP, args);
    return new Sipp(spawn(sipp.command, sipp.args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }), options);
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`${SIPP} did not start`);
    return pid;
  }

  /** Resolves with what SIPp counted; failed calls are in it, only a SIPp that broke down rejects. */
  async finish(): Promise<SippStatistics> {
    const code = await this.#ended;
    // 0: all well; 1: at least one call failed.
    if (code !== 0 && code !== 1) {
      const log = await readFile(this.#path('errors'), 'utf8').catch(() => '');
      throw new Error(`SIPp (${this.#name}) ended with ${code}: ${this.#errors}\n${log.slice(-2_000)}`);
    }
    const last = await this.#lastStatistics();
    const count = (column: string): number => Number(last.get(column) ?? 0);
    return {
      successful: count('SuccessfulCall(C)'),
      failed: count('FailedCall(C)'),
      retransmissions: count('Retransmissions(C)'),
      setupMs: await this.#setupTimes(),
    };
  }

  /** Lines the scenario has logged so far. */
  async logged(): Promise<string[]> {
    const text = await readFile(this.#path('log'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line.trim() !== '');
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #lastStatistics(): Promise<Map<string, string>> {
    const rows = (await readFile(this.#path('stat'), 'utf8')).trim().split('\n');
    const [head = '', last = ''] = [rows[0], rows.at(-1)];
    const values = last.split(';');
    return new Map(head.split(';').map((name, index) => [name, values[index] ?? '']));
  }

  /** SIPp names the file after its scenario and its process id; columns: date, response time, name. */
  async #setupTimes(): Promise<number[]> {
    const file = (await readdir(this.#folder)).find((candidate) => candidate.includes(`_${this.pid}_rtt`));
    if (file === undefined) return [];
    const rows = (await readFile(join(this.#folder, file), 'utf8')).trim().split('\n').slice(1);
    return rows.map((row) => Number(row.split(';')[1])).filter((value) => Number.isFinite(value));
  }
}
