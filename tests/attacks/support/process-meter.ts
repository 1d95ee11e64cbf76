import { readFileSync } from 'node:fs';

/** proc(5): CPU time in user space is counted in 1/100 s. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 100;

const resident = (pid: number): number => {
  try {
    const kB = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kB ?? 0) / 1024;
  } catch {
    return 0;
  }
};

const cpuSeconds = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything; utime and stime are the 12th and 13th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
};

/** Memory and CPU time of a process from now on. */
export class ProcessMeter {
  readonly #pid: number;
  readonly #startMb: number;
  readonly #startCpu: number;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #peakMb: number;

  constructor(pid: number) {
    this.#pid = pid;
    this.#startMb = resident(pid);
    this.#peakMb = this.#startMb;
    this.#startCpu = cpuSeconds(pid);
    this.#timer = setInterval(() => this.#look(), SAMPLE_MS);
  }

  #look(): void {
    this.#peakMb = Math.max(this.#peakMb, resident(this.#pid));
  }

  stop(): { growthMb: number; peakMb: number; cpuPercent: number } {
    this.#look();
    clearInterval(this.#timer);
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return {
      growthMb: Math.max(0, this.#peakMb - this.#startMb),
      peakMb: this.#peakMb,
      cpuPercent: (100 * (cpuSeconds(this.#pid) - this.#startCpu)) / seconds,
    };
  }
}
