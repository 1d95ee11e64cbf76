import { setTimeout as sleep } from 'node:timers/promises';
import { asterisk } from '../engines/asterisk.ts';
import type { Engine } from '../engines/engine.ts';
import { softswitch } from '../engines/softswitch.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { Meter } from '../harness/meter.ts';
import { percentile } from '../harness/statistics.ts';
import { BridgingApp } from '../load/bridging-app.ts';
import { Callers } from '../load/callers.ts';
import { lossOf } from '../load/loss.ts';
import { MediaCalls } from '../load/media-calls.ts';
import { RoomApp } from '../load/room-app.ts';
import { type Part, RtpLoad, type WindowReport } from '../load/rtp-load.ts';
import { freeUdpPort } from '../load/sipp.ts';

const CALLS = 10;
const ROOMS = 10;
const IN_A_ROOM = 3;
const STREAMS = Math.max(2 * CALLS, ROOMS * IN_A_ROOM);
const DIRECT_MS = 1_000;
/** Jitter buffers are filled, and nobody is new any more. */
const WARM_UP_MS = 300;
const MEASURE_MS = 1_600;
/** Before the first call is handed over, and between two: no multiple of a packet, so that they fall everywhere within 20 ms. */
const MUSIC_MS = 400;
const BETWEEN_HANDOVERS_MS = 43;
const PATIENCE_MS = 15_000;

const EVERYBODY_BURSTS: readonly Part[] = Array.from({ length: 2 * CALLS }, (_, stream) => ({ says: 'bursts', hears: stream ^ 1 }));
/** Callers are the even streams. */
const AGENTS_SPEAK: readonly Part[] = Array.from({ length: 2 * CALLS }, (_, stream) => ({ says: stream % 2 === 0 ? 'silence' : 'voice' }));

export const mediaDelay: Benchmark = {
  id: 'B5',
  title: `media delay: ${CALLS} calls in bridges, ${CALLS} from music into bridges, ${ROOMS} rooms of ${IN_A_ROOM}`,
  unit: 'ms added delay p99, the three paths added',
  better: 'lower',
  ours: softswitch,
  peer: asterisk,
  async open(kind = softswitch) {
    const engine = await kind.start();
    const phonesAt = await freeUdpPort();
    const [app, load] = await Promise.all([BridgingApp.open(engine, phonesAt), RtpLoad.open(STREAMS)]);
    const session = new DelaySession(engine, app, load, phonesAt);
    try {
      await session.repeat();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  },
};

type Details = Record<string, number>;

class DelaySession implements Session {
  readonly #engine: Engine;
  readonly #app: BridgingApp;
  readonly #load: RtpLoad;
  readonly #phonesAt: number;

  constructor(engine: Engine, app: BridgingApp, load: RtpLoad, phonesAt: number) {
    this.#engine = engine;
    this.#app = app;
    this.#load = load;
    this.#phonesAt = phonesAt;
  }

  async repeat(): Promise<Sample> {
    const details: Details = {};
    const problems: string[] = [];
    const meter = new Meter({ enginePids: this.#engine.pids(), generatorPids: () => [this.#load.pid] });
    await this.#load.say(EVERYBODY_BURSTS);
    await this.#load.aimDirectly(CALLS);
    const direct = await this.#load.measure(DIRECT_MS);
    await this.#load.quiet();
    details['without engine: delay p50, ms'] = direct.delayP50Ms;
    details['without engine: delay p99, ms'] = direct.delayP99Ms;
    details['without engine: jitter p99, ms'] = direct.jitterP99Ms;
    const paths = {
      'bridge of two': await this.#bridge(details, problems, false),
      'bridge after music': await this.#bridge(details, problems, true),
      'room of three': await this.#rooms(problems),
    };
    let value = 0;
    let invalid: string | undefined;
    for (const [path, report] of Object.entries(paths)) {
      const loss = lossOf(report, ` in the ${path}`);
      invalid ??= loss.invalid;
      problems.push(...loss.problems);
      value += report.delayP99Ms - direct.delayP99Ms;
      details[`${path}: added delay p50, ms`] = report.delayP50Ms - direct.delayP50Ms;
      details[`${path}: added delay p99, ms`] = report.delayP99Ms - direct.delayP99Ms;
      details[`${path}: jitter p99, ms`] = report.jitterP99Ms;
      details[`${path}: onsets lost`] = loss.lost;
    }
    return { value, details, load: meter.stop(), invalid, problems };
  }

  async #bridge(details: Details, problems: string[], afterMusic: boolean): Promise<WindowReport> {
    const app = this.#app;
    app.queues = afterMusic;
    const calls = await MediaCalls.open(this.#engine, app, this.#load, this.#phonesAt, CALLS);
    try {
      await this.#load.say(afterMusic ? AGENTS_SPEAK : EVERYBODY_BURSTS);
      await calls.growTo(CALLS);
      if (afterMusic) {
        await this.#handOver(app, details, problems);
        await this.#load.say(EVERYBODY_BURSTS);
      }
      await sleep(WARM_UP_MS);
      const report = await this.#load.measure(MEASURE_MS);
      await calls.end();
      problems.push(...app.refused.splice(0).slice(0, 3));
      return report;
    } finally {
      await calls.dispose();
    }
  }

  /** One call after the other; customers have heard music, agents have been speaking all the time. */
  async #handOver(app: BridgingApp, details: Details, problems: string[]): Promise<void> {
    await sleep(MUSIC_MS);
    const orders: number[] = [];
    for (const channelId of app.waiting) {
      orders.push(Number(process.hrtime.bigint()) / 1e6);
      await app.handOver(channelId);
      await sleep(BETWEEN_HANDOVERS_MS);
    }
    await sleep(MUSIC_MS);
    const heard = (await this.#load.handovers()).filter((_, stream) => stream < 2 * CALLS && stream % 2 === 0);
    // Which call is whose is not known here; but they were handed over one by one, and none overtakes another.
    const voices = heard.flatMap(({ voiceAt }) => (voiceAt === undefined ? [] : [voiceAt])).sort((a, b) => a - b);
    const gaps = heard.flatMap(({ voiceAt, musicAt, musicPackets }) =>
      voiceAt === undefined || musicPackets === 0 ? [] : [voiceAt - musicAt],
    );
    if (voices.length < CALLS) problems.push(`${CALLS - voices.length} customers did not hear their agent`);
    if (gaps.length < CALLS) problems.push(`${CALLS - gaps.length} customers heard no music`);
    const waits = voices.map((voice, call) => voice - (orders[call] ?? Number.NaN));
    details['handover: order to voice p50, ms'] = percentile(waits, 0.5);
    details['handover: order to voice, longest, ms'] = Math.max(...waits);
    details['handover: last music to first voice p50, ms'] = percentile(gaps, 0.5);
    details['handover: last music to first voice, longest, ms'] = Math.max(...gaps);
  }

  /** In each room one says something, and both others hear it. */
  async #rooms(problems: string[]): Promise<WindowReport> {
    const callers = ROOMS * IN_A_ROOM;
    this.#app.leave();
    const app = RoomApp.on(this.#app.client, this.#engine);
    app.expect('barge', IN_A_ROOM);
    const ringing = await Callers.ring(this.#engine.sipPort, this.#load.ports.slice(0, callers));
    try {
      await app.havePlaces(callers, PATIENCE_MS);
      const parts: Part[] = Array.from({ length: callers }, () => ({ says: 'silence' }));
      for (const [room, members] of app.rooms.entries()) {
        // Not always the first, so that speakers of different rooms are spread over the 20 ms.
        const speaker = members[room % IN_A_ROOM] ?? 0;
        for (const member of members) parts[member] = member === speaker ? { says: 'bursts' } : { says: 'silence', hears: speaker };
      }
      await this.#load.say(parts);
      await this.#load.aim(await ringing.targets());
      await sleep(WARM_UP_MS);
      const report = await this.#load.measure(MEASURE_MS);
      await this.#load.quiet();
      await app.hangUpAll(PATIENCE_MS);
      await ringing.finish();
      problems.push(...app.refused.slice(0, 3));
      return report;
    } finally {
      await ringing.dispose();
      app.leave();
      this.#app.enter();
    }
  }

  async close(): Promise<void> {
    this.#app.close();
    await this.#load.close();
    await this.#engine.stop();
  }
}
