import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asterisk } from '../engines/asterisk.ts';
import type { Engine, EngineKind } from '../engines/engine.ts';
import { softswitch } from '../engines/softswitch.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { type Load, Meter } from '../harness/meter.ts';
import { BridgingApp } from '../load/bridging-app.ts';
import { lossOf } from '../load/loss.ts';
import { MediaCalls } from '../load/media-calls.ts';
import { checkRecording } from '../load/recording-check.ts';
import { RtpLoad } from '../load/rtp-load.ts';
import { freeUdpPort } from '../load/sipp.ts';

/** The last step is the headline. */
const STEPS = [50, 100] as const;
const MOST = 100;
const DIRECT_MS = 1_500;
/** After calls were made: the engine's code is warm, its buffers are filled. Not counted. */
const WARM_UP_MS = 500;
const MEASURE_MS = 3_000;
const RECORDED_MS = 20_000;
/** Of a peer's recording: a second of two channels of 16 bits at 8 kHz. Every call lasts for longer. */
const FEWEST_BYTES = 32_000;

export const bridgedCalls = mediaBenchmark('B3', `bridged G.711 calls, ${STEPS.join(' and ')} at once`, false);
export const recordedCalls = mediaBenchmark('B4', `bridged G.711 calls, all recorded in stereo, ${STEPS.join(' and ')} at once`, true);

function mediaBenchmark(id: string, title: string, recorded: boolean): Benchmark {
  return {
    id,
    title,
    unit: `% of a core per call, ${MOST} calls`,
    better: 'lower',
    ours: softswitch,
    peer: asterisk,
    async open(kind: EngineKind = softswitch) {
      const engine = await kind.start();
      const phonesAt = await freeUdpPort();
      const [app, load] = await Promise.all([BridgingApp.open(engine, phonesAt, contextOf(engine, recorded)), RtpLoad.open(2 * MOST)]);
      const session = new MediaSession(engine, app, load, phonesAt, recorded);
      // The first calls of a process are dearer: its code is not compiled yet.
      try {
        await session.repeat();
      } catch (error) {
        await session.close();
        throw error;
      }
      return session;
    },
  };
}

function contextOf({ recording }: Engine, recorded: boolean): string {
  return recorded && recording.by === 'dialplan' ? recording.context : 'bench';
}

class MediaSession implements Session {
  readonly #engine: Engine;
  readonly #app: BridgingApp;
  readonly #load: RtpLoad;
  readonly #phonesAt: number;
  readonly #recorded: boolean;
  #repetition = 0;

  constructor(engine: Engine, app: BridgingApp, load: RtpLoad, phonesAt: number, recorded: boolean) {
    this.#engine = engine;
    this.#app = app;
    this.#load = load;
    this.#phonesAt = phonesAt;
    this.#recorded = recorded;
  }

  async repeat(): Promise<Sample> {
    this.#repetition++;
    const details: Record<string, number> = {};
    const problems: string[] = [];
    let load: Load | undefined;
    let invalid: string | undefined;
    let value = Number.NaN;
    await this.#load.aimDirectly(MOST);
    const direct = await this.#load.measure(DIRECT_MS);
    await this.#load.quiet();
    const calls = await MediaCalls.open(this.#engine, this.#app, this.#load, this.#phonesAt, MOST);
    const names: string[] = [];
    try {
      for (const step of STEPS) {
        await calls.growTo(step);
        if (this.#recorded) names.push(...(await this.#record(names.length)));
        await this.#load.measure(WARM_UP_MS);
        const measured = await this.#measure(calls);
        const { report } = measured;
        load = measured.load;
        value = (load.engine * 100) / step;
        const loss = lossOf(report, ` at ${step} calls`);
        invalid ??= loss.invalid;
        problems.push(...loss.problems);
        details[`${step} calls: % of a core per call`] = value;
        details[`${step} calls: packets lost`] = loss.lost;
        details[`${step} calls: delay p50, ms (generator included)`] = report.delayP50Ms;
        details[`${step} calls: delay p99, ms (generator included)`] = report.delayP99Ms;
        details[`${step} calls: lateness of the generator p99, ms`] = report.latenessP99Ms;
        if (step !== MOST) continue;
        details[`${step} calls: added delay p50, ms`] = report.delayP50Ms - direct.delayP50Ms;
        details[`${step} calls: added delay p99, ms`] = report.delayP99Ms - direct.delayP99Ms;
      }
      await calls.end();
      if (this.#recorded) await this.#checkRecordings(names, details, problems);
    } finally {
      await calls.dispose();
    }
    details['without engine: delay p50, ms'] = direct.delayP50Ms;
    details['without engine: delay p99, ms'] = direct.delayP99Ms;
    problems.push(...this.#app.refused.splice(0).slice(0, 3));
    return { value, details, load, invalid, problems };
  }

  async #measure(calls: MediaCalls) {
    const meter = new Meter({ enginePids: this.#engine.pids(), generatorPids: () => [this.#load.pid, ...calls.pids()] });
    let load = meter.stop();
    const report = await this.#load.measure(MEASURE_MS, () => {
      load = meter.stop();
    });
    return { load, report };
  }

  /** Starts a recording of every call that has none yet. */
  async #record(already: number): Promise<string[]> {
    const { recording } = this.#engine;
    const names: string[] = [];
    if (recording.by === 'dialplan') return names;
    for (const channelId of this.#app.bridged.slice(already)) {
      const name = `b4-${this.#repetition}-${already + names.length}`;
      await recording.start(this.#app.requests, channelId, name);
      names.push(name);
    }
    return names;
  }

  async #checkRecordings(names: readonly string[], details: Record<string, number>, problems: string[]): Promise<void> {
    const { recording } = this.#engine;
    if (recording.by === 'dialplan') return countFiles(recording.folder, this.#repetition, details, problems);
    await this.#app.hasRecorded(this.#repetition * MOST, RECORDED_MS);
    let gaps = 0;
    let longestGapMs = 0;
    let packets = 0;
    let broken = 0;
    for (const name of names) {
      try {
        const check = await checkRecording(recording.path(name));
        gaps += check.gaps;
        packets += check.packets;
        longestGapMs = Math.max(longestGapMs, check.longestGapMs);
      } catch (error) {
        broken++;
        if (broken === 1) problems.push(error instanceof Error ? error.message : String(error));
      }
    }
    details['recordings checked'] = names.length;
    details['recordings that are not whole'] = broken;
    details['packets found in the recordings'] = packets;
    details['gaps of more than 20 ms in the recordings'] = gaps;
    details['longest gap in the recordings, ms'] = longestGapMs;
    if (gaps > 0) problems.push(`${gaps} gaps of more than 20 ms in ${names.length} recordings`);
  }

  async close(): Promise<void> {
    this.#app.close();
    await this.#load.close();
    await this.#engine.stop();
  }
}

/** The peer's files: that there are so many more, and that each holds sound. What is in them is not looked at. */
async function countFiles(folder: string, repetition: number, details: Record<string, number>, problems: string[]): Promise<void> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const full = sizes.filter((size) => size >= FEWEST_BYTES).length - (repetition - 1) * MOST;
  details['recordings there'] = full;
  if (full < MOST) problems.push(`${full} of ${MOST} recordings are there`);
}
