import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audioTargets } from './audio-targets.ts';
import { stayingCaller } from './scenarios.ts';
import { Sipp } from './sipp.ts';

const CALLS_PER_SECOND = 30;
const TIMEOUT_S = 60;

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
  targets(): Promise<number[]> {
    return audioTargets([this.#sipp], this.#ports);
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
