import type { MediaSnoopOptions } from './api.ts';
import { samplesOf } from './codec.ts';
import { addFrame, clampInto, Party } from './party.ts';

/**
 * A tap on a party. It says what it spies; what it hears (its bridge, its playbacks) is whispered.
 * Taps hear the target without whispers, their own or another's.
 */
export class Snoop extends Party {
  readonly target: Party;
  readonly spy: MediaSnoopOptions['spy'];
  readonly whisper: MediaSnoopOptions['whisper'];

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

  override rawFrame(beat: number, wide: boolean): Int16Array | undefined {
    if (this.target.closed) return undefined;
    if (this.spy === 'in') return this.target.ownFrame(beat, wide);
    if (this.spy === 'out') return this.target.heardCleanFrame(beat, wide);
    if (this.spy === 'none') return undefined;
    // Fixed order and own buffers: a tap on a tap must not find half a sum.
    const said = this.target.ownFrame(beat, wide);
    const heard = this.target.heardCleanFrame(beat, wide);
    if (!said || !heard) return said ?? heard;
    const sum = new Int32Array(samplesOf(wide));
    addFrame(sum, said);
    addFrame(sum, heard);
    return clampInto(new Int16Array(sum.length), sum);
  }
}
