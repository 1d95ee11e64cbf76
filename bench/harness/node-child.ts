import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { pinned } from './cores.ts';

export interface NodeChildOptions {
  core: number;
  env?: Record<string, string>;
  /** Standard output and error go there; default: output is dropped, errors are ours. */
  logFile?: string;
}

/** After SIGTERM, before SIGKILL. */
const PATIENCE_MS = 10_000;
const ANSWER_MS = 30_000;

/** A script of ours in a pinned process with an IPC channel. */
export class NodeChild {
  readonly #process: ChildProcess;
  readonly #script: string;

  constructor(script: string, options: NodeChildOptions) {
    this.#script = script;
    const { command, args } = pinned(options.core, process.execPath, [script]);
    const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a');
    this.#process = spawn(command, args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', log ?? 'ignore', log ?? 'inherit', 'ipc'],
    });
  }

  /** taskset becomes the program it starts, so this is the program. */
  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`${this.#script} did not start`);
    return pid;
  }

  send(message: object): void {
    this.#process.send(message);
  }

  /** Rejects when the process ends first, or says nothing for 30 s. */
  async nextMessage(): Promise<unknown> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      return await Promise.race([
        once(this.#process, 'message', { signal }).then(([message]: unknown[]) => message),
        once(this.#process, 'exit', { signal }).then(([code]: unknown[]) => {
          throw new Error(`${this.#script} ended with ${String(code)}`);
        }),
      ]);
    } finally {
      over.abort();
    }
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(killer);
  }
}
