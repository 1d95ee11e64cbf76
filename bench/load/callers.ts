import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stayingCaller } from './scenarios.ts';
import { Sipp } from './sipp.ts';

const CALLS_PER_SECOND = 30;
const TIMEOUT_S = 60;
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** Callers who stay until the engine hangs up; the audio of each ends at a port of his own. */
export class Callers {
  readonly #sipp: Sipp;
  readonly #folder: string;
  readonly #ports: readonly number[];

  private constructor(sipp: Sipp, folder: string, ports: readonly number[]) {
    this.#sipp = sipp;
    this.#folder = folder;
    this.#ports = ports;
  }

  static async ring(sipPort: number, ports: readonly number[], rate = CALLS_PER_SECOND): Promise<Callers> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-sipp-'));
    const options = { folder, name: 'callers', calls: ports.length, rate, enginePort: sipPort, timeoutS: TIMEOUT_S };
    return new Callers(await Sipp.start({ ...options, scenario: stayingCaller, fields: ports }), folder, ports);
  }

  get pid(): number {
    return this.#sipp.pid;
  }

  /** Where the engine wants each stream's audio, as SIPp has logged it from the SDP. */
  async targets(): Promise<number[]> {
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      const lines = await this.#sipp.logged();
      const byOwnPort = new Map(lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([own = 0, theirs = 0]) => [own, theirs]));
      const targets = this.#ports.map((port) => byOwnPort.get(port) ?? 0);
      if (targets.every((port) => port > 0)) return targets;
      if (waitedMs >= PATIENCE_MS) throw new Error(`SIPp has logged ${byOwnPort.size} of ${this.#ports.length} ports`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** After the engine has hung up. */
  async finish(): Promise<void> {
    const { failed } = await this.#sipp.finish();
    if (failed > 0) throw new Error(`${failed} calls failed`);
  }

  async dispose(): Promise<void> {
    this.#sipp.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
