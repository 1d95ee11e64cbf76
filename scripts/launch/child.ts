import { type ChildProcess, fork } from 'node:child_process';
import { Restarts } from './restarts.ts';
import { Sentence } from './sentence.ts';

export interface ChildOptions {
  name: string;
  script: string;
  args: readonly string[];
  env: Record<string, string>;
  /** It is started again. */
  onRestart: () => void;
  /** It is ready, the first time and every other. */
  onReady?: () => void;
}

/** After SIGTERM, before SIGKILL. */
const PATIENCE_MS = 8_000;
/**
 * A process that runs is asked so often whether it still does, and ended when so many questions in a row have no answer (20 s): its event
 * loop stands still. Counted in questions and not by the clock: a machine that was stopped as a whole has not asked either.
 */
const PING_MS = 2_000;
const MOST_UNANSWERED = 10;
/** What a process exits with when it could not start for a reason that passes by itself (sysexits.h, EX_TEMPFAIL). */
const TEMPORARY = 75;
/** A start of which nothing is heard is one that stands still; a large database's migration takes long, so this is long. */
const START_LIMIT_MS = 30 * 60_000;

/**
 * One of our processes: started, awaited until it says `{type:'ready'}` over IPC, started again when it dies or stands still, ended with
 * SIGTERM. It ends by itself when we die, because its IPC channel closes.
 */
export class Child {
  readonly #options: ChildOptions;
  readonly #restarts: Restarts;
  #env: Record<string, string>;
  #process: ChildProcess | undefined;
  #stopping = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#env = options.env;
    this.#restarts = new Restarts(options.name, () => this.#attempt(), options.onRestart);
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#restarts.count;
  }

  setEnv(more: Record<string, string>): void {
    this.#env = { ...this.#env, ...more };
  }

  /**
   * The first start. Resolves with the ready message; rejects with a `Sentence` when the process ends before. `patient`: what passes by
   * itself is waited for.
   */
  async start({ patient = false } = {}): Promise<unknown> {
    for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
      try {
        const ready = await this.#attempt();
        this.#restarts.ready();
        return ready;
      } catch (error) {
        if (!patient || this.#stopping || !(error instanceof Sentence && error.isTemporary)) throw error;
        process.stderr.write(`${error.message.replace(/\.$/, '')}; trying again.\n`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** Says something to the process, if it runs. */
  tell(message: object): void {
    const child = this.#process;
    // The channel may close at any moment; then the process is told anew when it is started again.
    if (child?.connected) child.send(message, () => {});
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restarts.stop();
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(killer);
  }

  #attempt(): Promise<unknown> {
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
      const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
      let stopWatching = () => {};
      child.stderr?.on('data', (chunk: Buffer) => {
        if (ready) process.stderr.write(chunk);
        else said += chunk.toString();
      });
      child.on('error', () => {});
      child.on('message', (message: unknown) => {
        if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'ready') return;
        clearTimeout(limit);
        ready = true;
        stopWatching = this.#watch(child);
        this.#options.onReady?.();
        resolve(message);
      });
      child.on('exit', (code, signal) => {
        clearTimeout(limit);
        stopWatching();
        const how = signal ? `was killed (${signal})` : `ended with code ${code}`;
        if (ready) this.#restarts.ended(how);
        else reject(new Sentence(said.trim() || `The ${this.#options.name} ${how} while starting.`, { isTemporary: code === TEMPORARY }));
      });
    });
  }

  /** Ends the process when it does not answer any more; its exit starts it again. */
  #watch(child: ChildProcess): () => void {
    let unanswered = 0;
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'pong') unanswered = 0;
    });
    const timer = setInterval(() => {
      if (unanswered >= MOST_UNANSWERED && !this.#stopping) {
        process.stderr.write(`The ${this.#options.name} has not answered for ${(MOST_UNANSWERED * PING_MS) / 1_000} s; ending it.\n`);
        clearInterval(timer);
        child.kill('SIGKILL');
        return;
      }
      unanswered++;
      this.tell({ type: 'ping' });
    }, PING_MS);
    return () => clearInterval(timer);
  }
}
