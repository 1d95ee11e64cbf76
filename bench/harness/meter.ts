import { readFileSync } from 'node:fs';
import { canPin, ENGINE_CORE, GENERATOR_CORE } from './cores.ts';

/** Linux counts CPU time for user space in 1/100 s, whatever the kernel's own tick is (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;
/** Beyond this share of its core a generator may measure itself. */
const SATURATED = 0.7;

/** Shares of one core, 0 to 1, over the measured time. */
export interface Load {
  seconds: number;
  engine: number;
  /** Everything on the generator's side: generators, SIPp, the ARI application, the harness. */
  generator: number;
  /** What others took of the two cores meanwhile; 0 when nothing is pinned, since it cannot be told apart then. */
  othersOnEngineCore: number;
  othersOnGeneratorCore: number;
}

export const isSaturated = (load: Load): boolean => load.generator > SATURATED;

/** CPU seconds of a process, all threads; 0 when it is gone. */
function cpuOf(pid: number | 'self'): { own: number; ofEndedChildren: number } {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return { own: 0, ofEndedChildren: 0 };
  }
  // The name in parentheses may hold anything; fields are counted after it: utime is the 14th of all, the 12th here.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const seconds = (index: number): number => Number(fields[index] ?? 0) / TICKS_PER_SECOND;
  return { own: seconds(11) + seconds(12), ofEndedChildren: seconds(13) + seconds(14) };
}

/** Seconds a core has been busy, time stolen by the hypervisor included. */
function busyOf(core: number): number {
  const line = readFileSync('/proc/stat', 'latin1')
    .split('\n')
    .find((candidate) => candidate.startsWith(`cpu${core} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '').split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

export interface MeterOptions {
  enginePids: readonly number[];
  /** Processes of the generator's side that are alive all the time. Those that end meanwhile are found by themselves. */
  generatorPids: () => readonly number[];
}

interface Reading {
  at: number;
  engine: number;
  generator: number;
  engineCore: number;
  generatorCore: number;
}

/** Reads CPU times at its start and at its end. Children that end in between are counted through their parent, which is us. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #start: Reading;

  constructor(options: MeterOptions) {
    this.#options = options;
    this.#start = this.#read();
  }

  #read(): Reading {
    const self = cpuOf('self');
    const sum = (pids: readonly number[]): number => pids.reduce((total, pid) => total + cpuOf(pid).own, 0);
    return {
      at: performance.now() / 1000,
      engine: sum(this.#options.enginePids),
      generator: self.own + self.ofEndedChildren + sum(this.#options.generatorPids()),
      engineCore: busyOf(ENGINE_CORE),
      generatorCore: busyOf(GENERATOR_CORE),
    };
  }

  stop(): Load {
    const end = this.#read();
    const seconds = end.at - this.#start.at;
    const engine = (end.engine - this.#start.engine) / seconds;
    const generator = (end.generator - this.#start.generator) / seconds;
    const others = (busy: number, mine: number): number => (canPin ? Math.max(0, busy / seconds - mine) : 0);
    return {
      seconds,
      engine,
      generator,
      othersOnEngineCore: others(end.engineCore - this.#start.engineCore, engine),
      othersOnGeneratorCore: others(end.generatorCore - this.#start.generatorCore, generator),
    };
  }
}
