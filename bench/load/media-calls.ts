import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import { audioTargets } from './audio-targets.ts';
import type { BridgingApp } from './bridging-app.ts';
import type { RtpLoad } from './rtp-load.ts';
import { stayingCallee, stayingCaller } from './scenarios.ts';
import { Sipp } from './sipp.ts';

const CALLS_PER_SECOND = 60;
const SIPP_TIMEOUT_S = 60;
const PATIENCE_MS = 15_000;

/** Bridged calls whose audio ends at the streams of an `RtpLoad`: SIPp signals, the load talks, the engine hangs up. */
export class MediaCalls {
  readonly #engine: Engine;
  readonly #app: BridgingApp;
  readonly #load: RtpLoad;
  readonly #folder: string;
  readonly #phone: Sipp;
  readonly #carriers: Sipp[] = [];
  #count = 0;

  private constructor(engine: Engine, app: BridgingApp, load: RtpLoad, folder: string, phone: Sipp) {
    this.#engine = engine;
    this.#app = app;
    this.#load = load;
    this.#folder = folder;
    this.#phone = phone;
  }

  /** Exactly `most` calls must be made in all, since SIPp ends after so many. */
  static async open(engine: Engine, app: BridgingApp, load: RtpLoad, phonesAt: number, most: number): Promise<MediaCalls> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-sipp-'));
    const phone = await Sipp.start({
      folder,
      name: 'phone',
      scenario: stayingCallee,
      calls: most,
      enginePort: engine.sipPort,
      port: phonesAt,
      fields: load.ports.filter((_, stream) => stream % 2 === 1),
      timeoutS: SIPP_TIMEOUT_S,
    });
    return new MediaCalls(engine, app, load, folder, phone);
  }

  /** SIPp processes that are alive while calls last. */
  pids(): number[] {
    return [this.#phone, ...this.#carriers].map((sipp) => sipp.pid);
  }

  /** Makes more calls until there are `total`, and lets all of them talk. */
  async growTo(total: number): Promise<void> {
    const carrier = await Sipp.start({
      folder: this.#folder,
      name: `carrier-${total}`,
      scenario: stayingCaller,
      calls: total - this.#count,
      rate: CALLS_PER_SECOND,
      enginePort: this.#engine.sipPort,
      fields: this.#load.ports.filter((_, stream) => stream % 2 === 0).slice(this.#count, total),
      timeoutS: SIPP_TIMEOUT_S,
    });
    this.#carriers.push(carrier);
    this.#count = total;
    await this.#app.isConnected(total, PATIENCE_MS);
    // Who waits for an agent hears music, and the agent nothing yet.
    await this.#load.aim(await this.#targets(), this.#app.queues ? total : 2 * total);
  }

  /** The engine hangs up; resolves when both sides of every call have said goodbye in order. */
  async end(): Promise<void> {
    await this.#load.quiet();
    this.#app.hangUpAll();
    await this.#app.isEmpty(PATIENCE_MS);
    const failed = await Promise.all([this.#phone, ...this.#carriers].map(async (sipp) => (await sipp.finish()).failed));
    if (failed.some((count) => count > 0)) throw new Error(`${failed.join(' + ')} calls failed`);
  }

  /** After whatever happened. */
  async dispose(): Promise<void> {
    for (const sipp of [this.#phone, ...this.#carriers]) sipp.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Where the engine wants each stream's audio: SIPp has logged it from the SDP of its calls, two lines for each. */
  #targets(): Promise<number[]> {
    return audioTargets([this.#phone, ...this.#carriers], this.#load.ports.slice(0, 2 * this.#count));
  }
}
