import { join } from 'node:path';
import { GENERATOR_CORE } from '../harness/cores.ts';
import { NodeChild } from '../harness/node-child.ts';

export type GeneratorOrder =
  | { do: 'open'; streams: number }
  | { do: 'aim'; ports: readonly number[] }
  | { do: 'heard' }
  | { do: 'begin' }
  | { do: 'end' };

export interface WindowReport {
  sent: number;
  received: number;
  /** Packets of any content that came in before the window's end: what a mixer sends is not recognised. */
  packetsIn: number;
  /** From before `send` to the receiving socket's callback, the generator's own waiting included. */
  delayP50Ms: number;
  delayP99Ms: number;
  /** How late the generator's turns were. */
  latenessP99Ms: number;
}

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 5_000;

/** Audio of many phones, made by a process of its own (rtp-generator.ts). Streams are numbered; 2n and 2n + 1 belong to one call. */
export class RtpLoad {
  readonly #child: NodeChild;
  /** Where each stream listens. */
  readonly ports: readonly number[];

  private constructor(child: NodeChild, ports: readonly number[]) {
    this.#child = child;
    this.ports = ports;
  }

  static async open(streams: number): Promise<RtpLoad> {
    const child = new NodeChild(join(import.meta.dirname, 'rtp-generator.ts'), { core: GENERATOR_CORE });
    const ports = await ask<number[]>(child, { do: 'open', streams });
    return new RtpLoad(child, ports);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The first `targets.length` streams send there, all others are quiet. Resolves when each of them has heard something. */
  async aim(targets: readonly number[]): Promise<void> {
    await ask(this.#child, { do: 'aim', ports: targets });
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      const heard = await ask<number>(this.#child, { do: 'heard' });
      if (heard >= targets.length) return;
      if (waitedMs >= PATIENCE_MS) throw new Error(`only ${heard} of ${targets.length} streams hear anything`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** The two sides of each of the first `calls` calls send to each other, with nothing between them. */
  async aimDirectly(calls: number): Promise<void> {
    await this.aim(Array.from({ length: 2 * calls }, (_, stream) => this.ports[stream ^ 1] ?? 0));
  }

  async quiet(): Promise<void> {
    await ask(this.#child, { do: 'aim', ports: [] });
  }

  /** Counts what is sent for so long, and what comes in of it. `atEnd` is called when the last counted packet was sent. */
  async measure(ms: number, atEnd: () => void = () => {}): Promise<WindowReport> {
    await ask(this.#child, { do: 'begin' });
    await new Promise((resolve) => setTimeout(resolve, ms));
    atEnd();
    return ask<WindowReport>(this.#child, { do: 'end' });
  }

  close(): Promise<void> {
    return this.#child.stop();
  }
}

/** One order at a time. */
async function ask<T = void>(child: NodeChild, order: GeneratorOrder): Promise<T> {
  child.send(order);
  // Only rtp-generator.ts is at the other end; what it answers to which order stands in its `carryOut`.
  const { answer } = (await child.nextMessage()) as { answer: T };
  return answer;
}
