import { setTimeout as sleep } from 'node:timers/promises';
import { asterisk } from '../engines/asterisk.ts';
import type { Engine } from '../engines/engine.ts';
import { softswitch } from '../engines/softswitch.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { type Load, Meter } from '../harness/meter.ts';
import { percentile } from '../harness/statistics.ts';
import { BridgingApp } from '../load/bridging-app.ts';
import { Callers } from '../load/callers.ts';
import { lossOf } from '../load/loss.ts';
import { MediaCalls } from '../load/media-calls.ts';
import { RtpLoad, type WindowReport } from '../load/rtp-load.ts';
import { freeUdpPort } from '../load/sipp.ts';
import { WebRtcPhones } from '../load/webrtc-phones.ts';

const CALLS = 40;
/** Handshakes are not alone on the machine, but do not all begin at once either. */
const CALLS_PER_SECOND = 20;
const WARM_UP_MS = 500;
const MEASURE_MS = 2_000;
const PATIENCE_MS = 15_000;

export const webRtcCalls: Benchmark = {
  id: 'B7',
  title: `${CALLS} bridged G.711 calls, agents with telephones, then with browsers (WebRTC)`,
  unit: '% of a core per call with a browser',
  better: 'lower',
  ours: softswitch,
  peer: asterisk,
  async open(kind = softswitch) {
    const engine = await kind.start();
    const phonesAt = await freeUdpPort();
    const [app, load] = await Promise.all([BridgingApp.open(engine, phonesAt), RtpLoad.open(2 * CALLS)]);
    const session = new WebRtcSession(engine, app, load, phonesAt);
    try {
      await session.repeat();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  },
};

interface Measured {
  load: Load;
  report: WindowReport;
}

class WebRtcSession implements Session {
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
    const plain = await this.#withTelephones();
    const { handshakes, ...secure } = await this.#withBrowsers();
    const details: Record<string, number> = {};
    const problems: string[] = [];
    let invalid: string | undefined;
    const costOf = ({ load }: Measured): number => (load.engine * 100) / CALLS;
    for (const [phones, measured] of Object.entries({ telephones: plain, browsers: secure })) {
      const loss = lossOf(measured.report, ` with ${phones}`);
      invalid ??= loss.invalid;
      problems.push(...loss.problems);
      details[`${phones}: % of a core per call`] = costOf(measured);
      details[`${phones}: delay p50, ms (generator included)`] = measured.report.delayP50Ms;
      details[`${phones}: delay p99, ms (generator included)`] = measured.report.delayP99Ms;
      details[`${phones}: packets lost`] = loss.lost;
    }
    details['browsers cost so many times what telephones cost'] = costOf(secure) / costOf(plain);
    details['handshake p50, ms'] = percentile(handshakes, 0.5);
    details['handshake p95, ms'] = percentile(handshakes, 0.95);
    details['handshake, longest, ms'] = Math.max(...handshakes);
    problems.push(...this.#app.refused.splice(0).slice(0, 3));
    return { value: costOf(secure), details, load: secure.load, invalid, problems };
  }

  async #withTelephones(): Promise<Measured> {
    this.#app.callsBrowsers = false;
    const calls = await MediaCalls.open(this.#engine, this.#app, this.#load, this.#phonesAt, CALLS);
    try {
      await calls.growTo(CALLS);
      const measured = await this.#measure(calls.pids());
      await calls.end();
      return measured;
    } finally {
      await calls.dispose();
    }
  }

  async #withBrowsers(): Promise<Measured & { handshakes: number[] }> {
    this.#app.callsBrowsers = true;
    const phones = await WebRtcPhones.listen(this.#phonesAt, this.#load);
    const own = this.#load.ports.filter((_, stream) => stream % 2 === 0);
    const callers = await Callers.ring(this.#engine.sipPort, own, CALLS_PER_SECOND);
    try {
      await this.#app.isConnected(CALLS, PATIENCE_MS);
      const handshakes = await phones.handshakes(CALLS);
      const carriers = await callers.targets();
      const browsers = phones.targets();
      await this.#load.aim(this.#load.ports.map((_, stream) => (stream % 2 === 0 ? carriers[stream / 2] : browsers.get(stream)) ?? 0));
      const measured = await this.#measure([callers.pid]);
      await this.#load.quiet();
      this.#app.hangUpAll();
      await this.#app.isEmpty(PATIENCE_MS);
      await callers.finish();
      await phones.finish();
      return { ...measured, handshakes };
    } finally {
      await callers.dispose();
      phones.close();
    }
  }

  async #measure(pids: readonly number[]): Promise<Measured> {
    await sleep(WARM_UP_MS);
    const meter = new Meter({ enginePids: this.#engine.pids(), generatorPids: () => [this.#load.pid, ...pids] });
    let load = meter.stop();
    const report = await this.#load.measure(MEASURE_MS, () => {
      load = meter.stop();
    });
    return { load, report };
  }

  async close(): Promise<void> {
    this.#app.close();
    await this.#load.close();
    await this.#engine.stop();
  }
}
