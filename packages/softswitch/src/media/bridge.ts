import { samplesOf } from './codec.ts';
import { addFrame, clampInto, type Party, topPlayer } from './party.ts';
import type { Player } from './player.ts';

/** The sum of all talkers, made once per beat. */
class Total {
  readonly sum: Int32Array;
  beat = -1;
  any = false;
  busy = false;

  constructor(wide: boolean) {
    this.sum = new Int32Array(samplesOf(wide));
  }
}

/** Parties that hear each other. The sum of all is made once per beat, at 16 kHz too while somebody hears that; each member hears it without himself. */
export class Bridge {
  readonly id: string;
  readonly members = new Set<Party>();
  readonly players: Player[] = [];
  music: Player | undefined;
  closed = false;
  readonly #narrow = new Total(false);
  #wide: Total | undefined;
  readonly #mixed = new Int16Array(samplesOf(false));

  constructor(id: string) {
    this.id = id;
  }

  /** Those whom `listener` hears by being in this bridge. */
  *talkersFor(listener: Party): Generator<Party> {
    for (const member of this.members) if (member !== listener && this.#talks(member)) yield member;
  }

  /** What is heard over what the members say: a playback, else music. */
  get source(): Player | undefined {
    return topPlayer(this.players) ?? this.music;
  }

  /** Whether anything may be heard by `listener`. */
  isAudibleTo(listener: Party): boolean {
    return this.source !== undefined || !this.talkersFor(listener).next().done;
  }

  /** Adds what `listener` hears of the bridge. */
  addHeardBy(listener: Party, beat: number, sum: Int32Array, wide: boolean): boolean {
    let any = addFrame(sum, this.source?.frame(wide));
    if (this.members.size <= 2) {
      // Two parties and no more: the common case under a playback or a tap. No sum needed.
      for (const talker of this.members)
        if (talker !== listener && this.#talks(talker)) any = addFrame(sum, talker.saidFrame(beat, wide)) || any;
      return any;
    }
    const total = this.#sumUp(beat, wide);
    if (!total) return any;
    const own = this.#talks(listener) ? listener.saidFrame(beat, wide) : undefined;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (total[i] ?? 0) - (own?.[i] ?? 0);
    return true;
  }

  /** Everything said and played in the bridge, for its recording, at 8 kHz. */
  mixedFrame(beat: number): Int16Array | undefined {
    const total = this.#sumUp(beat, false);
    const frame = this.source?.frame(false);
    if (!total && !frame) return undefined;
    if (!total) return frame;
    if (!frame) return clampInto(this.#mixed, total);
    const sum = Int32Array.from(total);
    addFrame(sum, frame);
    return clampInto(this.#mixed, sum);
  }

  #talks(member: Party): boolean {
    return !member.listenOnly && (!member.mutedIn || member.whispersIn);
  }

  /** Makes the sum of all talkers once per beat. Undefined when nobody says anything, and within its own making. */
  #sumUp(beat: number, wide: boolean): Int32Array | undefined {
    if (wide) this.#wide ??= new Total(true);
    const total = (wide ? this.#wide : undefined) ?? this.#narrow;
    if (total.beat !== beat) {
      total.beat = beat;
      total.busy = true;
      total.any = false;
      total.sum.fill(0);
      for (const member of this.members) {
        if (this.#talks(member)) total.any = addFrame(total.sum, member.saidFrame(beat, wide)) || total.any;
      }
      total.busy = false;
    }
    return total.any && !total.busy ? total.sum : undefined;
  }
}
