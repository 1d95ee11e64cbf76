import { HEADER, PAYLOAD } from './rtp-packet.ts';

/**
 * What a stream says:
 *
 * | speech    | packets                                                                                                  |
 * | --------- | -------------------------------------------------------------------------------------------------------- |
 * | `numbers` | each carries its number and when it was sent: what is passed on as it is, is recognised (rtp-packet.ts) |
 * | `silence` | digital silence                                                                                          |
 * | `bursts`  | silence, and every `BURST_EVERY`-th packet loud: whoever decodes and mixes passes on its onset          |
 * | `voice`   | every packet loud                                                                                        |
 */
export type Speech = 'numbers' | 'silence' | 'bursts' | 'voice';

/** 160 ms: longer than any delay that is measured, so that an onset belongs to the last burst. */
export const BURST_EVERY = 8;

/** A-law (G.711) turns every other bit round: sign, three bits of exponent, four of mantissa. */
const TURNED = 0x55;
const SILENCE = 0xd5;
const [LOUDEST, LOUDEST_NEGATIVE] = [0xff ^ TURNED, 0x7f ^ TURNED];

/** Half a millisecond up, half a millisecond down: nobody takes it for a key (DTMF), and its first sample is loud. */
const VOICE = Buffer.from(Array.from({ length: PAYLOAD }, (_, n) => (n % 8 < 4 ? LOUDEST : LOUDEST_NEGATIVE)));
const QUIET = Buffer.alloc(PAYLOAD, SILENCE);

export function saysLoud(speech: Speech, number: number): boolean {
  return speech === 'voice' || (speech === 'bursts' && number % BURST_EVERY === 0);
}

export function stampSpeech(packet: Buffer, number: number, loud: boolean): void {
  packet.writeUInt16BE(number & 0xffff, 2);
  packet.writeUInt32BE((number * PAYLOAD) >>> 0, 4);
  (loud ? VOICE : QUIET).copy(packet, HEADER);
}

/** Exponents from here on are `VOICE` (32,256 of 32,767), those from `MUSIC` on the engines' music on hold (load/music.ts). */
const LOUD_EXPONENT = 6;
const MUSIC_EXPONENT = 3;
const exponentOf = (code: number): number => ((code ^ TURNED) >> 4) & 7;

/** How one phone's ear takes what comes in, packet by packet. Times are `performance.now()`; 0: never. */
export class Ear {
  /** The last packet with music before the first voice. */
  musicAt = 0;
  musicPackets = 0;
  /** When the first voice was heard. */
  voiceAt = 0;
  #loudBefore = false;

  /** When sound began after a pause, if it did in this packet: its place in the packet counts, since it is played at an even pace. */
  hear(packet: Buffer, now: number): number | undefined {
    let loudest = 0;
    let onset = -1;
    for (let at = HEADER; at < packet.length; at++) {
      const exponent = exponentOf(packet[at] ?? SILENCE);
      if (exponent >= LOUD_EXPONENT && onset < 0) onset = at - HEADER;
      if (exponent > loudest) loudest = exponent;
    }
    const began = onset >= 0 && !this.#loudBefore;
    this.#loudBefore = onset >= 0;
    if (onset >= 0) this.voiceAt ||= now + onset / 8;
    else if (loudest >= MUSIC_EXPONENT && this.voiceAt === 0) {
      this.musicAt = now;
      this.musicPackets++;
    }
    return began ? now + onset / 8 : undefined;
  }
}
