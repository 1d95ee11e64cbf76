import { encodeInto, type G711, PCMA, PCMU } from '@zuoxi/sound';
import type { CodecName } from './api.ts';
import { G722Encoder } from './codec-g722.ts';
import { FRAME_SAMPLES } from './frame.ts';

/** G.722 as a codec to agree on; its arithmetic is in `codec-g722.ts` and keeps state for each stream. */
export interface G722 {
  readonly name: 'G722';
  /** Static RTP payload type, RFC 3551 section 6. */
  readonly payloadType: 9;
  readonly wide: true;
}

/**
 * What legs speak. All of them take one byte for each unit of the RTP clock of 8000: 20 ms are 160 bytes. `wide` ones
 * carry 16 kHz.
 */
export type AudioCodec = G711 | G722;

export const G722: G722 = { name: 'G722', payloadType: 9, wide: true };

const CODECS: Readonly<Record<CodecName, AudioCodec>> = { PCMA, PCMU, G722 };

export function codecOf(name: CodecName): AudioCodec {
  return CODECS[name];
}

/** Samples of a 20 ms frame at that width. */
export function samplesOf(wide: boolean): number {
  return wide ? 2 * FRAME_SAMPLES : FRAME_SAMPLES;
}

const SILENCE = new Int16Array(2 * FRAME_SAMPLES);

/** Encodes the frames of one stream. */
export class FrameEncoder {
  readonly codec: AudioCodec;
  readonly #g722: G722Encoder | undefined;

  constructor(codec: AudioCodec) {
    this.codec = codec;
    this.#g722 = codec.wide ? new G722Encoder() : undefined;
  }

  /** One frame of the codec's own width, 160 bytes into `target` from `offset` on; undefined is silence. */
  encode(samples: Int16Array | undefined, target: Uint8Array, offset: number): void {
    const { codec } = this;
    if (codec.wide) this.#g722?.encode(samples ?? SILENCE, target, offset);
    else if (samples) encodeInto(codec, samples, target, offset);
    else target.fill(codec.silence, offset, offset + FRAME_SAMPLES);
  }
}
