import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asterisk } from '../engines/asterisk.ts';
import type { Engine } from '../engines/engine.ts';
import { softswitch } from '../engines/softswitch.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { Meter } from '../harness/meter.ts';
import { percentile } from '../harness/statistics.ts';
import { BridgingApp } from '../load/bridging-app.ts';
import { briefCallee, briefCaller } from '../load/scenarios.ts';
import { freeUdpPort, Sipp, type SippStatistics } from '../load/sipp.ts';

const RATE = 60;
const CALLS = 480;
const HOLD_MS = 300;
const WARM_UP_CALLS = 480;
const TIMEOUT_S = 40;

export const callRate: Benchmark = {
  id: 'B1',
  title: `calls set up, bridged and torn down, no media, ${RATE} calls/s`,
  unit: 'calls per CPU-second',
  better: 'higher',
  ours: softswitch,
  peer: asterisk,
  async open(kind = softswitch) {
    const engine = await kind.start();
    const phonesAt = await freeUdpPort();
    const session = new CallRateSession(engine, await BridgingApp.open(engine, phonesAt), phonesAt);
    try {
      await session.calls(WARM_UP_CALLS);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  },
};

class CallRateSession implements Session {
  readonly #engine: Engine;
  readonly #app: BridgingApp;
  readonly #phonesAt: number;

  constructor(engine: Engine, app: BridgingApp, phonesAt: number) {
    this.#engine = engine;
    this.#app = app;
    this.#phonesAt = phonesAt;
  }

  async repeat(): Promise<Sample> {
    const meter = new Meter({ enginePids: this.#engine.pids(), generatorPids: () => [] });
    const statistics = await this.calls(CALLS);
    const load = meter.stop();
    const { successful, failed, retransmissions, setupMs } = statistics;
    const cpu = load.engine * load.seconds;
    const refused = this.#app.refused.splice(0);
    const problems = refused.slice(0, 3).map((reason) => `refused: ${reason}`);
    if (failed > 0) problems.push(`${failed} calls failed`);
    if (retransmissions > 0) problems.push(`${retransmissions} retransmissions`);
    return {
      value: successful / cpu,
      details: {
        'CPU per call, ms': (cpu * 1000) / successful,
        'INVITE to 200 p50, ms (phone and ARI application included)': percentile(setupMs, 0.5),
        'INVITE to 200 p99, ms (phone and ARI application included)': percentile(setupMs, 0.99),
        'calls failed': failed,
        'SIP retransmissions by the caller': retransmissions,
      },
      load,
      problems,
    };
  }

  /** Resolves when the last call has ended on all sides. */
  async calls(calls: number): Promise<SippStatistics> {
    const folder = await mkdtemp(join(tmpdir(), 'zuoxi-bench-sipp-'));
    const common = { folder, calls, enginePort: this.#engine.sipPort, timeoutS: TIMEOUT_S };
    const phone = await Sipp.start({ ...common, name: 'phone', scenario: briefCallee, port: this.#phonesAt });
    try {
      const carrier = await Sipp.start({ ...common, name: 'carrier', scenario: briefCaller(HOLD_MS), rate: RATE });
      const statistics = await carrier.finish();
      await this.#app.isEmpty(5_000);
      // Also when a call has failed and the phone waits for it in vain.
      if (statistics.failed === 0) await phone.finish();
      return statistics;
    } finally {
      phone.kill();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    this.#app.close();
    await this.#engine.stop();
  }
}
