import { type ChildProcess, fork } from 'node:child_process';
import { Sentence } from './sentence.ts';

export interface ChildOptions {
  name: string;
  script: string;
  args: readonly string[];
  env: Record<string, string>;
  /** It cannot be kept running: the whole launch ends with this sentence. */
  onFatal(sentence: string): void;
}

/** A process that ends this often within the window is not started again. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 60_000;
const RESTART_MS = 200;
/** After SIGTERM, before SIGKILL. */
const PATIENCE_MS = 8_000;

/**
 * One of our processes: started, awaited until it says `{type:'ready'}` over IPC, started again when it dies, ended with
 * SIGTERM. It ends by itself when we die, because its IPC channel closes.
 */
export class Child {
  readonly #options: ChildOptions;
  #env: Record<string, string>;
  #process: ChildProcess | undefined;
  #stopping = false;
  #deaths: number[] = [];

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#env = options.env;
  }

  setEnv(more: Record<string, string>): void {
    this.#env = { ...this.#env, ...more };
  }

  /** Resolves with the ready message; rejects with a `Sentence` when the process ends before. */
  start(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let said = '';
      let ready = false;
      const child = fork(this.#options.script, [...this.#options.args], {
        env: { ...process.env, ...this.#env },
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
        // Ctrl-C in the terminal goes to the whole group; only the launcher may react, so that the order of ending is ours.
        detached: true,
      });
      this.#process = child;
      child.stderr?.on('data', (chunk: Buffer) => {
        if (ready) process.stderr.write(chunk);
        else said += chunk.toString();
      });
      child.on('message', (message: unknown) => {
        if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'ready') return;
        ready = true;
        resolve(message);
      });
      child.on('exit', (code, signal) => {
        if (!ready) reject(new Sentence(said.trim() || `The ${this.#options.name} ended with ${signal ?? `code ${code}`} while starting.`));
        else this.#died(code, signal);
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(killer);
  }

  #died(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping) return;
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < WINDOW_MS), now];
    const how = signal ? `was killed (${signal})` : `ended with code ${code}`;
    if (this.#deaths.length > MOST_RESTARTS) {
      this.#options.onFatal(`The ${this.#options.name} ${how} ${this.#deaths.length} times within a minute; giving up.`);
      return;
    }
    process.stderr.write(`The ${this.#options.name} ${how}; starting it again.\n`);
    setTimeout(() => {
      if (this.#stopping) return;
      this.start().catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        this.#died(1, null);
      });
    }, RESTART_MS);
  }
}
