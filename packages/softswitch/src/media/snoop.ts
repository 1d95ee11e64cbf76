import type { MediaSnoopOptions } from './api.ts';
import { FRAME_SAMPLES } from './codec-g711.ts';
import { addFrame, clampInto, Party } from './party.ts';

/**
 * A tap on a party. It says what it spies; what it hears (its bridge, its playbacks) is whispered.
 * Taps hear the target without whispers, their own or another's.
 */
export class Snoop extends Party {
  readonly target: Party;
  readonly spy: MediaSnoopOptions['spy'];
  readonly whisper: MediaSnoopOptions['whisper'];
  readonly #sum = new Int32Array(FRAME_SAMPLES);
  readonly #out = new Int16Array(FRAME_SAMPLES);

  constructor(id: string, target: Party, spy: MediaSnoopOptions['spy'], whisper: MediaSnoopOptions['whisper']) {
    super(id);
    this.target = target;
    this.spy = spy;
    this.whisper = whisper;
    target.snoops.add(this);
  }

  spies(direction: 'in' | 'out'): boolean {
    return this.spy === direction || this.spy === 'both';
  }

  /** Whether anything may be whispered that way now. */
  whispers(direction: 'in' | 'out'): boolean {
    if (this.whisper !== direction && this.whisper !== 'both') return false;
    if (this.players.some((player) => !player.ended) || this.music) return true;
    return !this.mutedOut && (this.bridge?.isAudibleTo(this) ?? false);
  }

  override rawFrame(beat: number): Int16Array | undefined {
    if (this.target.closed) return undefined;
    if (this.spy === 'in') return this.target.ownFrame(beat);
    if (this.spy === 'out') return this.target.heardCleanFrame(beat);
    if (this.spy === 'none') return undefined;
    // Fixed order and own buffers: a tap on a tap must not find half a sum.
    const said = this.target.ownFrame(beat);
    const heard = this.target.heardCleanFrame(beat);
    if (!said || !heard) return said ?? heard;
    this.#sum.fill(0);
    addFrame(this.#sum, said);
    addFrame(this.#sum, heard);
    return clampInto(this.#out, this.#sum);
  }
}
