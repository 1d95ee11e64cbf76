import { join } from 'node:path';
import { GENERATOR_CORE } from '../harness/cores.ts';
import { NodeChild } from '../harness/node-child.ts';
import type { Speech } from './speech.ts';

/** What a stream says, and the number of the stream whose bursts it hears, if any. */
export interface Part {
  says: Speech;
  hears?: number;
}

/** What a stream heard since it was told what to say. Times in ms on `process.hrtime`. */
export interface Handover {
  musicPackets: number;
  /** The last packet of music before the first voice. */
  musicAt: number;
  voiceAt: number | undefined;
}

export type GeneratorOrder =
  | { do: 'open'; streams: number }
  | { do: 'aim'; ports: readonly number[] }
  | { do: 'heard' }
  | { do: 'say'; parts: readonly Part[] }
  | { do: 'handovers' }
  | { do: 'answer'; stream: number; offer: string }
  | { do: 'handshakes' }
  | { do: 'begin' }
  | { do: 'end' };

export interface WindowReport {
  /** Packets with numbers; or bursts, each as often as it should be heard. */
  sent: number;
  received: number;
  /** Packets of any content that came in before the window's end: what a mixer sends is not recognised. */
  packetsIn: number;
  /** From before `send` to the receiving socket's callback, the generator's own waiting included. Bursts: to when their onset is played. */
  delayP50Ms: number;
  delayP99Ms: number;
  /** How far from 20 ms it is from one packet to the next of the same stream, in what comes in. */
  jitterP99Ms: number;
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
  #last: Promise<unknown> = Promise.resolve();

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

  /** The first `targets.length` streams send there, all others are quiet. Resolves when each of them, or `listeners`, has heard something. */
  async aim(targets: readonly number[], listeners = targets.length): Promise<void> {
    await this.#ask({ do: 'aim', ports: targets });
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      const heard = await this.#ask<number>({ do: 'heard' });
      if (heard >= listeners) return;
      if (waitedMs >= PATIENCE_MS) throw new Error(`only ${heard} of ${targets.length} streams hear anything`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** The two sides of each of the first `calls` calls send to each other, with nothing between them. */
  async aimDirectly(calls: number): Promise<void> {
    await this.aim(Array.from({ length: 2 * calls }, (_, stream) => this.ports[stream ^ 1] ?? 0));
  }

  async quiet(): Promise<void> {
    await this.#ask({ do: 'aim', ports: [] });
  }

  /** From now on; `parts[i]` is stream i's, and whoever is not named says numbers. What was heard before is forgotten. */
  async say(parts: readonly Part[]): Promise<void> {
    await this.#ask({ do: 'say', parts });
  }

  /** By stream. */
  handovers(): Promise<Handover[]> {
    return this.#ask({ do: 'handovers' });
  }

  /** The stream is a browser's until it is quiet: it takes the call with that offer. Gives its answer. */
  answer(stream: number, offer: string): Promise<string> {
    return this.#ask({ do: 'answer', stream, offer });
  }

  /** By stream, ms from its answer to the end of its handshake; null where it is not over, or none is made. */
  handshakes(): Promise<(number | null)[]> {
    return this.#ask({ do: 'handshakes' });
  }

  /** Counts what is sent for so long, and what comes in of it. `atEnd` is called when the last counted packet was sent. */
  async measure(ms: number, atEnd: () => void = () => {}): Promise<WindowReport> {
    await this.#ask({ do: 'begin' });
    await new Promise((resolve) => setTimeout(resolve, ms));
    atEnd();
    return this.#ask<WindowReport>({ do: 'end' });
  }

  close(): Promise<void> {
    return this.#child.stop();
  }

  /** One order at a time; browsers are called while other orders are under way. */
  async #ask<T = void>(order: GeneratorOrder): Promise<T> {
    const asked = this.#last.then(() => ask<T>(this.#child, order));
    this.#last = asked.catch(() => {});
    return asked;
  }
}

async function ask<T>(child: NodeChild, order: GeneratorOrder): Promise<T> {
  child.send(order);
  // Only rtp-generator.ts is at the other end; what it answers to which order stands in its `carryOut`.
  const { answer } = (await child.nextMessage()) as { answer: T };
  return answer;
}
