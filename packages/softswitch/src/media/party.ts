import type { Bridge } from './bridge.ts';
import { samplesOf } from './codec.ts';
import type { Player } from './player.ts';
import type { Snoop } from './snoop.ts';

/** Adds a frame of the same width. */
export function addFrame(sum: Int32Array, frame: Int16Array | undefined): boolean {
  if (!frame) return false;
  const length = sum.length;
  for (let i = 0; i < length; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
  return true;
}

export function clampInto(target: Int16Array, sum: Int32Array): Int16Array {
  const length = sum.length;
  for (let i = 0; i < length; i++) {
    const value = sum[i] ?? 0;
    target[i] = Math.max(-32_768, Math.min(32_767, value));
  }
  return target;
}

/** The playback that is heard: the last started of those that still run. */
export function topPlayer(players: readonly Player[]): Player | undefined {
  for (let i = players.length - 1; i >= 0; i--) {
    const player = players[i];
    if (player && !player.ended) return player;
  }
  return undefined;
}

/** A frame that is made once per beat of the clock, on demand. Asking for it while it is being made gives silence. */
class FrameMemo {
  readonly #wide: boolean;
  #beat = -1;
  #value: Int16Array | undefined;
  #sum: Int32Array | undefined;
  #out: Int16Array | undefined;

  constructor(wide: boolean) {
    this.#wide = wide;
  }

  get(beat: number, fill: (sum: Int32Array) => boolean): Int16Array | undefined {
    if (this.#beat === beat) return this.#value;
    this.#beat = beat;
    this.#value = undefined;
    this.#sum ??= new Int32Array(samplesOf(this.#wide));
    this.#out ??= new Int16Array(samplesOf(this.#wide));
    this.#sum.fill(0);
    this.#value = fill(this.#sum) ? clampInto(this.#out, this.#sum) : undefined;
    return this.#value;
  }
}

/** The same frame at both widths: 8 kHz is always made as such, never from 16 kHz, so that wide band costs nothing to those who do not hear it. */
class FrameMemos {
  readonly #narrow = new FrameMemo(false);
  #wide: FrameMemo | undefined;

  at(wide: boolean): FrameMemo {
    if (!wide) return this.#narrow;
    this.#wide ??= new FrameMemo(true);
    return this.#wide;
  }
}

/**
 * Whoever says and hears something: a leg with a network end, or a snoop. Audio is pulled, 20 ms at a time, and made
 * at most once per beat and width; who hears whom is decided here and in `plan.ts` and nowhere else.
 */
export abstract class Party {
  readonly id: string;
  bridge: Bridge | undefined;
  listenOnly = false;
  /** Others do not hear this party. */
  mutedIn = false;
  /** This party hears no other; prompts and music still. */
  mutedOut = false;
  readonly players: Player[] = [];
  music: Player | undefined;
  /** Taps on this party. */
  readonly snoops = new Set<Snoop>();
  closed = false;
  readonly #said = new FrameMemos();
  readonly #heard = new FrameMemos();
  readonly #heardClean = new FrameMemos();

  constructor(id: string) {
    this.id = id;
  }

  /** What it says by itself in this beat, mute not applied; 320 samples at 16 kHz when `wide`, else 160. */
  abstract rawFrame(beat: number, wide: boolean): Int16Array | undefined;

  /** What a tap hears of its speech: mute applied, no whisper added. */
  ownFrame(beat: number, wide: boolean): Int16Array | undefined {
    return this.mutedIn ? undefined : this.rawFrame(beat, wide);
  }

  get whispersIn(): boolean {
    for (const snoop of this.snoops) if (snoop.whispers('in')) return true;
    return false;
  }

  get whispersOut(): boolean {
    for (const snoop of this.snoops) if (snoop.whispers('out')) return true;
    return false;
  }

  /** What its bridge hears of it: own speech and what is whispered in. */
  saidFrame(beat: number, wide: boolean): Int16Array | undefined {
    if (this.snoops.size === 0) return this.ownFrame(beat, wide);
    return this.#said.at(wide).get(beat, (sum) => {
      let any = addFrame(sum, this.ownFrame(beat, wide));
      for (const snoop of this.snoops) if (snoop.whispers('in')) any = addFrame(sum, snoop.heardFrame(beat, wide)) || any;
      return any;
    });
  }

  /** What it hears. */
  heardFrame(beat: number, wide: boolean): Int16Array | undefined {
    if (!this.whispersOut) return this.heardCleanFrame(beat, wide);
    return this.#heard.at(wide).get(beat, (sum) => {
      let any = addFrame(sum, this.heardCleanFrame(beat, wide));
      for (const snoop of this.snoops) if (snoop.whispers('out')) any = addFrame(sum, snoop.heardFrame(beat, wide)) || any;
      return any;
    });
  }

  /** What it hears without whispers: this is what taps get, so that a supervisor does not hear himself. */
  heardCleanFrame(beat: number, wide: boolean): Int16Array | undefined {
    return this.#heardClean.at(wide).get(beat, (sum) => {
      const player = topPlayer(this.players);
      let any = addFrame(sum, player?.frame(wide));
      // Music replaces the bridge, and gives way to a playback.
      if (this.music) return player ? any : addFrame(sum, this.music.frame(wide));
      if (this.bridge && !this.mutedOut) any = this.bridge.addHeardBy(this, beat, sum, wide) || any;
      return any;
    });
  }
}
