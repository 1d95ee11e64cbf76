import type { Clock, Timer } from '@zuoxi/kit';
import { encodeInto, PCMA } from '@zuoxi/sound';
import { MediaError, type RecordingOptions, type RecordingResult } from './api.ts';
import type { Bridge } from './bridge.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { Leg, type Tap } from './leg.ts';
import type { Party } from './party.ts';
import { Recorder, type RecordingEnd } from './recorder.ts';
import { Snoop } from './snoop.ts';

/** Recorders are looked at this often. */
const BEAT_MS = 100;

interface Entry {
  recorder: Recorder;
  /** Whose end ends it. */
  owners: readonly (Party | Bridge)[];
}

/** The recordings of one worker: where each is attached, and who ends it. */
export class Recordings {
  readonly #clock: Clock;
  readonly #onEnd: (id: string, result: RecordingResult) => void;
  readonly #onClockNeeded: () => void;
  readonly #entries = new Map<string, Entry>();
  readonly #bridges = new Map<Bridge, Set<Recorder>>();
  readonly #payload = new Uint8Array(FRAME_SAMPLES);
  #timer: Timer | undefined;
  #idle: (() => void) | undefined;

  constructor(clock: Clock, onEnd: (id: string, result: RecordingResult) => void, onClockNeeded: () => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.#onClockNeeded = onClockNeeded;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Bridges are recorded from their mix, which the clock makes. */
  get needClock(): boolean {
    return this.#bridges.size > 0;
  }

  /** A leg; or, through a snoop, the leg it taps. */
  async ofParty(id: string, party: Party, options: RecordingOptions): Promise<undefined> {
    const spied = party instanceof Snoop ? party : undefined;
    const target = spied ? spied.target : party;
    if (!(target instanceof Leg)) throw new MediaError('failed', 'a tap on a tap cannot be recorded');
    const recorder = await this.#create(id, options, target, () => target.taps.delete(tap));
    const tap: Tap = { recorder, said: spied?.spies('in') ?? true, heard: spied?.spies('out') ?? true, clean: spied !== undefined };
    target.taps.add(tap);
    this.#begin(id, recorder, spied ? [spied, target] : [target]);
  }

  async ofBridge(id: string, bridge: Bridge, options: RecordingOptions): Promise<undefined> {
    const recorder = await this.#create(id, { ...options, layout: 'in' }, undefined, () => {
      const set = this.#bridges.get(bridge);
      set?.delete(recorder);
      if (set?.size === 0) this.#bridges.delete(bridge);
    });
    this.#bridges.set(bridge, (this.#bridges.get(bridge) ?? new Set()).add(recorder));
    this.#begin(id, recorder, [bridge]);
    this.#onClockNeeded();
  }

  control(id: string, action: 'pause' | 'resume' | 'mute' | 'unmute' | 'stop'): void {
    const recorder = this.#entries.get(id)?.recorder;
    const now = this.#clock.monotonic();
    if (action === 'mute' || action === 'unmute') recorder?.mute(action === 'mute');
    else if (action === 'stop') recorder?.stop('stopped', now);
    else recorder?.[action](now);
  }

  /** A beat of the 20 ms clock. */
  frame(beat: number, nowMs: number): void {
    for (const [bridge, recorders] of this.#bridges) {
      const frame = bridge.mixedFrame(beat);
      if (!frame) continue;
      encodeInto(PCMA, frame, this.#payload, 0);
      for (const recorder of recorders) recorder.frame(this.#payload, beat, nowMs);
    }
  }

  /** Ends what records it, `leg-closed`. */
  ownerClosed(owner: Party | Bridge): void {
    for (const { recorder, owners } of this.#entries.values()) if (owners.includes(owner)) this.#stop(recorder, 'leg-closed');
  }

  /** Resolves when all files are closed. */
  async close(): Promise<void> {
    for (const { recorder } of this.#entries.values()) this.#stop(recorder, 'leg-closed');
    if (this.#entries.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    this.#timer?.cancel();
  }

  #create(id: string, options: RecordingOptions, target: Leg | undefined, detach: () => void): Promise<Recorder> {
    return Recorder.create(
      id,
      // WAV files hold G.711 at 8 kHz, whatever is spoken: ADR 11.
      target?.codec && !target.codec.wide ? target.codec : PCMA,
      options,
      () => this.#clock.monotonic(),
      (result) => {
        detach();
        this.#entries.delete(id);
        this.#onEnd(id, result);
        if (this.#entries.size === 0) this.#idle?.();
      },
    );
  }

  #begin(id: string, recorder: Recorder, owners: readonly (Party | Bridge)[]): void {
    this.#entries.set(id, { recorder, owners });
    this.#arm();
    // One of them may have gone while the file was made.
    if (owners.some((owner) => owner.closed)) this.#stop(recorder, 'leg-closed');
  }

  #stop(recorder: Recorder, end: RecordingEnd): void {
    recorder.stop(end, this.#clock.monotonic());
  }

  #arm(): void {
    if (this.#timer || this.#entries.size === 0) return;
    this.#timer = this.#clock.setTimer(BEAT_MS, () => {
      this.#timer = undefined;
      const now = this.#clock.monotonic();
      for (const { recorder } of this.#entries.values()) recorder.beat(now);
      this.#arm();
    });
  }
}
