import { asterisk } from '../engines/asterisk.ts';
import type { Engine } from '../engines/engine.ts';
import { softswitch } from '../engines/softswitch.ts';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { type Load, Meter } from '../harness/meter.ts';
import { Callers } from '../load/callers.ts';
import { RoomApp, type RoomKind } from '../load/room-app.ts';
import { RtpLoad } from '../load/rtp-load.ts';

const SCENES: readonly { name: string; kind: RoomKind; size: number; rooms: number }[] = [
  { name: '20 calls, a supervisor speaks in each (three in a bridge)', kind: 'barge', size: 3, rooms: 20 },
  { name: '20 calls, a supervisor listens to each (snoop)', kind: 'listen', size: 3, rooms: 20 },
  { name: 'one room of 50', kind: 'barge', size: 50, rooms: 1 },
];
const MOST = Math.max(...SCENES.map(({ size, rooms }) => size * rooms));
const WARM_UP_MS = 500;
const MEASURE_MS = 3_000;
const PATIENCE_MS = 15_000;
/** Of the packets that everybody should hear; below, an engine saves work that others do. */
const FEWEST = 0.97;

export const rooms: Benchmark = {
  id: 'B6',
  title: SCENES.map(({ name }) => name).join('; '),
  unit: '% of a core, all three added',
  better: 'lower',
  ours: softswitch,
  peer: asterisk,
  async open(kind = softswitch) {
    const engine = await kind.start();
    const session = new RoomSession(engine, await RoomApp.open(engine), await RtpLoad.open(MOST));
    try {
      await session.repeat();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  },
};

class RoomSession implements Session {
  readonly #engine: Engine;
  readonly #app: RoomApp;
  readonly #load: RtpLoad;

  constructor(engine: Engine, app: RoomApp, load: RtpLoad) {
    this.#engine = engine;
    this.#app = app;
    this.#load = load;
  }

  async repeat(): Promise<Sample> {
    const details: Record<string, number> = {};
    const problems: string[] = [];
    let value = 0;
    let load: Load | undefined;
    let invalid: string | undefined;
    for (const { name, kind, size, rooms } of SCENES) {
      const callers = size * rooms;
      const measured = await this.#scene(kind, size, callers);
      load = measured.load;
      value += load.engine * 100;
      const share = measured.report.packetsIn / measured.report.sent;
      details[`${name}: % of a core`] = load.engine * 100;
      details[`${name}: packets heard, % of those said`] = share * 100;
      if (share < FEWEST) invalid ??= `${name}: only ${Math.round(share * 100)} % of the packets came`;
    }
    problems.push(...this.#app.refused.splice(0).slice(0, 3));
    return { value, details, load, invalid, problems };
  }

  async #scene(kind: RoomKind, size: number, count: number) {
    this.#app.expect(kind, size);
    const callers = await Callers.ring(this.#engine.sipPort, this.#load.ports.slice(0, count));
    try {
      await this.#app.havePlaces(count, PATIENCE_MS);
      await this.#load.aim(await callers.targets());
      await this.#load.measure(WARM_UP_MS);
      const meter = new Meter({ enginePids: this.#engine.pids(), generatorPids: () => [this.#load.pid, callers.pid] });
      let load = meter.stop();
      const report = await this.#load.measure(MEASURE_MS, () => {
        load = meter.stop();
      });
      await this.#load.quiet();
      await this.#app.hangUpAll(PATIENCE_MS);
      await callers.finish();
      return { load, report };
    } finally {
      await callers.dispose();
    }
  }

  async close(): Promise<void> {
    this.#app.close();
    await this.#load.close();
    await this.#engine.stop();
  }
}
