import { MAX_SOUND_S } from '@zuoxi/contract';
import { mixdown } from '@zuoxi/sound';
import { MPEGDecoder } from 'mpg123-decoder';
import wavefile from 'wavefile';

/** Mono samples, ±1, at `rate` Hz. */
export interface Decoded {
  samples: Float32Array;
  rate: number;
}

/** Why a file cannot be used, as the error catalogue names it. */
export class UnusableSound extends Error {
  readonly reason: 'notASound' | 'tooLong' | 'needsFfmpeg';

  constructor(reason: UnusableSound['reason'], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** No usual sound has more; a small file may say that it holds much more than it is worth to unpack. */
const RATES = { least: 4_000, most: 192_000 };
const MOST_CHANNELS = 8;
/** Of all channels together: ten minutes in stereo at 96 kHz. */
const MOST_SAMPLES = MAX_SOUND_S * 2 * 96_000;

/** Throws, before anything is unpacked, for what would take long. `seconds` undefined: the file does not say. */
export function refuseHeavy({ channels, rate, seconds }: { channels: number; rate: number; seconds: number | undefined }): void {
  if (channels < 1 || channels > MOST_CHANNELS || rate < RATES.least || rate > RATES.most) throw new UnusableSound('notASound');
  if (seconds === undefined) return;
  if (seconds > MAX_SOUND_S || seconds * rate * channels > MOST_SAMPLES) throw new UnusableSound('tooLong');
}

/** The library takes a second for a million samples or two. */
const MOST_BY_LIBRARY = 20_000_000;
const SLICE = 64 * 1024;
const IMA_ADPCM = 0x11;

/** WAV without ffmpeg: PCM of 8 to 32 bits, float, A-law, µ-law, IMA ADPCM; any rate, any number of channels. */
export function decodeWav(bytes: Buffer): Decoded {
  const { format, channels, rate, blockBytes, dataBytes } = header(bytes);
  if (channels < 1 || blockBytes < 1) throw new UnusableSound('notASound');
  // ADPCM has two samples in a byte, and a block of many.
  const frames = format === IMA_ADPCM ? (dataBytes * 2) / channels : dataBytes / blockBytes;
  refuseHeavy({ channels, rate, seconds: frames / rate });
  if (frames * channels > MOST_BY_LIBRARY) throw new UnusableSound('needsFfmpeg');
  try {
    const wav = new wavefile.WaveFile(bytes);
    if (wav.bitDepth === '4') wav.fromIMAADPCM();
    if (wav.bitDepth === '8a') wav.fromALaw();
    if (wav.bitDepth === '8m') wav.fromMuLaw();
    wav.toBitDepth('32f');
    const all = wav.getSamples(true, Float32Array);
    return { samples: mixdown(all, channels, new Float32Array(Math.floor(all.length / channels))), rate };
  } catch (error) {
    throw new UnusableSound('notASound', { cause: error });
  }
}

/** What the chunks say; sizes of a file that was cut off, or written into a pipe, are put right in place. */
function header(bytes: Buffer): { format: number; channels: number; rate: number; blockBytes: number; dataBytes: number } {
  // The big-endian kind (RIFX) and the kind above 4 GB (RF64) are for ffmpeg.
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new UnusableSound('needsFfmpeg');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  const found = { format: 0, channels: 0, rate: 0, blockBytes: 0, dataBytes: 0 };
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const there = bytes.length - at - 8;
    let size = bytes.readUInt32LE(at + 4);
    if (size > there) {
      size = id === 'data' && found.blockBytes > 0 ? there - (there % found.blockBytes) : there;
      bytes.writeUInt32LE(size, at + 4);
    }
    if (id === 'fmt ' && size >= 16) {
      found.format = bytes.readUInt16LE(at + 8);
      found.channels = bytes.readUInt16LE(at + 10);
      found.rate = bytes.readUInt32LE(at + 12);
      found.blockBytes = bytes.readUInt16LE(at + 20);
    }
    if (id === 'data') return { ...found, dataBytes: size };
    at += 8 + size + (size % 2);
  }
  throw new UnusableSound('notASound');
}

/** MP3 without ffmpeg. */
export async function decodeMp3(bytes: Buffer): Promise<Decoded> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  const parts: Float32Array[] = [];
  let length = 0;
  let rate = 0;
  for (let at = 0; at < bytes.length; at += SLICE) {
    const { channelData, sampleRate, samplesDecoded } = decoder.decode(bytes.subarray(at, at + SLICE));
    if (samplesDecoded === 0) continue;
    rate = sampleRate;
    length += samplesDecoded;
    // Looked at while it is unpacked: a small file may hold hours.
    if (length / rate > MAX_SOUND_S) throw new UnusableSound('tooLong');
    const [left = new Float32Array(samplesDecoded), right = left] = channelData;
    parts.push(Float32Array.from({ length: samplesDecoded * 2 }, (_, i) => (i % 2 === 0 ? left : right)[i >> 1] ?? 0));
  }
  decoder.free();
  if (length === 0 || rate < RATES.least) throw new UnusableSound('notASound');
  const both = new Float32Array(length * 2);
  let at = 0;
  for (const part of parts) {
    both.set(part, at);
    at += part.length;
  }
  return { samples: mixdown(both, 2, new Float32Array(length)), rate };
}
