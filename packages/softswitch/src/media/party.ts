import type { Bridge } from './bridge.ts';
import { FRAME_SAMPLES } from './codec-g711.ts';
import type { Player } from './player.ts';
import type { Snoop } from './snoop.ts';

export function addFrame(sum: Int32Array, frame: Int16Array | undefined): boolean {
  if (!frame) return false;
  for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0);
  return true;
}

export function clampInto(target: Int16Array, sum: Int32Array): Int16Array {
  for (let i = 0; i < FRAME_SAMPLES; i++) {
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
  #beat = -1;
  #value: Int16Array | undefined;
  #sum: Int32Array | undefined;
  #out: Int16Array | undefined;

  get(beat: number, fill: (sum: Int32Array) => boolean): Int16Array | undefined {
    if (this.#beat === beat) return this.#value;
    this.#beat = beat;
    this.#value = undefined;
    this.#sum ??= new Int32Array(FRAME_SAMPLES);
    this.#out ??= new Int16Array(FRAME_SAMPLES);
    this.#sum.fill(0);
    this.#value = fill(this.#sum) ? clampInto(this.#out, this.#sum) : undefined;
    return this.#value;
  }
}

/**
 * Whoever says and hears something: a leg with a network end, or a snoop. Audio is pulled, 20 ms at a time, and made
 * at most once per beat; who hears whom is decided here and in `plan.ts` and nowhere else.
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
  readonly #said = new FrameMemo();
  readonly #heard = new FrameMemo();
  readonly #heardClean = new FrameMemo();

  constructor(id: string) {
    this.id = id;
  }

  /** What it says by itself in this beat, mute not applied. */
  abstract rawFrame(beat: number): Int16Array | undefined;

  /** What a tap hears of its speech: mute applied, no whisper added. */
  ownFrame(beat: number): Int16Array | undefined {
    return this.mutedIn ? undefined : this.rawFrame(beat);
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
  saidFrame(beat: number): Int16Array | undefined {
    if (this.snoops.size === 0) return this.ownFrame(beat);
    return this.#said.get(beat, (sum) => {
      let any = addFrame(sum, this.ownFrame(beat));
      for (const snoop of this.snoops) if (snoop.whispers('in')) any = addFrame(sum, snoop.heardFrame(beat)) || any;
      return any;
    });
  }

  /** What it hears. */
  heardFrame(beat: number): Int16Array | undefined {
    if (!this.whispersOut) return this.heardCleanFrame(beat);
    return this.#heard.get(beat, (sum) => {
      let any = addFrame(sum, this.heardCleanFrame(beat));
      for (const snoop of this.snoops) if (snoop.whispers('out')) any = addFrame(sum, snoop.heardFrame(beat)) || any;
      return any;
    });
  }

  /** What it hears without whispers: this is what taps get, so that a supervisor does not hear himself. */
  heardCleanFrame(beat: number): Int16Array | undefined {
    return this.#heardClean.get(beat, (sum) => {
      const player = topPlayer(this.players);
      let any = addFrame(sum, player?.frame);
      // Music replaces the bridge, and gives way to a playback.
      if (this.music) return player ? any : addFrame(sum, this.music.frame);
      if (this.bridge && !this.mutedOut) any = this.bridge.addHeardBy(this, beat, sum) || any;
      return any;
    });
  }
}
