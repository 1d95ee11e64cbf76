import { join } from 'node:path';
import type { Benchmark, Sample, Session } from '../harness/benchmark.ts';
import { ENGINE_CORE } from '../harness/cores.ts';
import { Meter } from '../harness/meter.ts';
import { NodeChild } from '../harness/node-child.ts';
import { lossOf } from '../load/loss.ts';
import { RtpLoad, type WindowReport } from '../load/rtp-load.ts';

const CALLS = 100;
const PACKETS_PER_SECOND = CALLS * 2 * 50;
const WARM_UP_MS = 2_000;
const MEASURE_MS = 5_000;

/** The floor beneath B3 and B4: what Node's sockets alone cost. */
export const udpRelay: Benchmark = {
  id: 'B0',
  title: `bare UDP relay in Node, ${CALLS} pairs of sockets, ${PACKETS_PER_SECOND} packets/s`,
  unit: 'packets relayed per CPU-second',
  better: 'higher',
  ours: undefined,
  peer: undefined,
  async open() {
    const load = await RtpLoad.open(2 * CALLS);
    const relay = new NodeChild(join(import.meta.dirname, '../load/udp-relay.ts'), { core: ENGINE_CORE });
    relay.send({ phones: load.ports });
    // Only udp-relay.ts is at the other end.
    const { ports } = (await relay.nextMessage()) as { ports: number[] };
    await load.aim(ports);
    await load.measure(WARM_UP_MS);
    return new RelaySession(load, relay);
  },
};

class RelaySession implements Session {
  readonly #load: RtpLoad;
  readonly #relay: NodeChild;

  constructor(load: RtpLoad, relay: NodeChild) {
    this.#load = load;
    this.#relay = relay;
  }

  async repeat(): Promise<Sample> {
    const meter = new Meter({ enginePids: [this.#relay.pid], generatorPids: () => [this.#load.pid] });
    let load = meter.stop();
    const report: WindowReport = await this.#load.measure(MEASURE_MS, () => {
      load = meter.stop();
    });
    const { lost, invalid, problems } = lossOf(report, '');
    return {
      value: report.received / (load.engine * load.seconds),
      details: {
        '% of a core per call (200 packets in and out a second)': (load.engine * 100) / CALLS,
        'packets lost': lost,
        'delay p50, ms (generator included)': report.delayP50Ms,
        'delay p99, ms (generator included)': report.delayP99Ms,
        'lateness of the generator p99, ms': report.latenessP99Ms,
      },
      load,
      invalid,
      problems,
    };
  }

  async close(): Promise<void> {
    await this.#load.close();
    await this.#relay.stop();
  }
}
