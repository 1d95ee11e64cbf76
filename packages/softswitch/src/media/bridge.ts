import { FRAME_SAMPLES } from './codec-g711.ts';
import { addFrame, clampInto, type Party, topPlayer } from './party.ts';
import type { Player } from './player.ts';

/** Parties that hear each other. The sum of all is made once per beat; each member hears it without himself. */
export class Bridge {
  readonly id: string;
  readonly members = new Set<Party>();
  readonly players: Player[] = [];
  music: Player | undefined;
  closed = false;
  readonly #total = new Int32Array(FRAME_SAMPLES);
  #beat = -1;
  #any = false;
  #busy = false;
  readonly #mixed = new Int16Array(FRAME_SAMPLES);

  constructor(id: string) {
    this.id = id;
  }

  /** Those whom `listener` hears by being in this bridge. */
  *talkersFor(listener: Party): Generator<Party> {
    for (const member of this.members) if (member !== listener && this.#talks(member)) yield member;
  }

  /** A playback, or music for one who is alone. */
  sourceFor(listener: Party): Player | undefined {
    return topPlayer(this.players) ?? (this.members.size === 1 && this.members.has(listener) ? this.music : undefined);
  }

  /** Whether anything may be heard by `listener`. */
  isAudibleTo(listener: Party): boolean {
    return this.sourceFor(listener) !== undefined || !this.talkersFor(listener).next().done;
  }

  /** Adds what `listener` hears of the bridge. */
  addHeardBy(listener: Party, beat: number, sum: Int32Array): boolean {
    let any = addFrame(sum, this.sourceFor(listener)?.frame);
    if (this.members.size <= 2) {
      // Two parties and no more: the common case under a playback or a tap. No sum needed.
      for (const talker of this.members) if (talker !== listener && this.#talks(talker)) any = addFrame(sum, talker.saidFrame(beat)) || any;
      return any;
    }
    if (!this.#sumUp(beat)) return any;
    const own = this.#talks(listener) ? listener.saidFrame(beat) : undefined;
    for (let i = 0; i < FRAME_SAMPLES; i++) sum[i] = (sum[i] ?? 0) + (this.#total[i] ?? 0) - (own?.[i] ?? 0);
    return true;
  }

  /** Everything said and played in the bridge, for its recording. */
  mixedFrame(beat: number): Int16Array | undefined {
    const said = this.#sumUp(beat);
    const player = topPlayer(this.players) ?? (this.members.size === 1 ? this.music : undefined);
    const frame = player?.frame;
    if (!said && !frame) return undefined;
    if (!said) return frame;
    if (!frame) return clampInto(this.#mixed, this.#total);
    const sum = Int32Array.from(this.#total);
    addFrame(sum, frame);
    return clampInto(this.#mixed, sum);
  }

  #talks(member: Party): boolean {
    return !member.listenOnly && (!member.mutedIn || member.whispersIn);
  }

  /** Makes the sum of all talkers once per beat. False when nobody says anything, and within its own making. */
  #sumUp(beat: number): boolean {
    if (this.#beat === beat) return !this.#busy && this.#any;
    this.#beat = beat;
    this.#busy = true;
    this.#any = false;
    this.#total.fill(0);
    for (const member of this.members) if (this.#talks(member)) this.#any = addFrame(this.#total, member.saidFrame(beat)) || this.#any;
    this.#busy = false;
    return this.#any;
  }
}
