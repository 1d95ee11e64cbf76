/** What a look at a WAV file of 8 bit G.711 or 16 bit PCM says. */
export interface WavCheck {
  durationS: number;
  channels: number;
  /** Per channel: some speech, tone or music was there. */
  audible: boolean[];
}

const PCM = 1;
const ALAW = 6;
const MULAW = 7;
/** Louder than about −50 dBm0 for at least this share of the time counts as something to hear. */
const AUDIBLE_LEVEL = 100;
const AUDIBLE_SHARE = 0.002;

/** ITU-T G.711: magnitude of each code on a 16-bit scale. */
function magnitudes(format: number): Float32Array {
  const table = new Float32Array(256);
  for (let code = 0; code < 256; code++) {
    if (format === ALAW) {
      const value = code ^ 0x55;
      const exponent = (value >> 4) & 7;
      const mantissa = ((value & 15) << 4) + 8;
      table[code] = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
    } else {
      const value = ~code & 0xff;
      table[code] = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
    }
  }
  return table;
}

/** Reads header and samples of an A-law, µ-law or 16-bit WAV file; undefined when it is none of them. */
export function checkWav(file: Buffer): WavCheck | undefined {
  if (file.length < 44 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let format = 0;
  let channels = 0;
  let rate = 0;
  let bits = 0;
  for (let offset = 12; offset + 8 <= file.length; ) {
    const id = file.toString('latin1', offset, offset + 4);
    const size = file.readUInt32LE(offset + 4);
    const body = offset + 8;
    if (id === 'fmt ' && size >= 16) {
      format = file.readUInt16LE(body);
      channels = file.readUInt16LE(body + 2);
      rate = file.readUInt32LE(body + 4);
      bits = file.readUInt16LE(body + 14);
    }
    if (id === 'data') {
      const isKnown = format === PCM ? bits === 16 : format === ALAW || format === MULAW;
      if (!isKnown || channels < 1 || channels > 2 || rate === 0) return undefined;
      const samples = file.subarray(body, Math.min(file.length, body + size));
      return measure(format === PCM ? pcmMagnitudes(samples) : g711Magnitudes(samples, format), channels, rate);
    }
    offset = body + size + (size % 2);
  }
  return undefined;
}

const g711Magnitudes = (samples: Buffer, format: number): Float32Array => {
  const table = magnitudes(format);
  return Float32Array.from(samples, (code) => table[code] ?? 0);
};

const pcmMagnitudes = (samples: Buffer): Float32Array =>
  Float32Array.from({ length: samples.length >> 1 }, (_none, at) => Math.abs(samples.readInt16LE(at * 2)));

function measure(samples: Float32Array, channels: number, rate: number): WavCheck {
  const loud = new Array<number>(channels).fill(0);
  for (let i = 0; i < samples.length; i++) {
    if ((samples[i] ?? 0) > AUDIBLE_LEVEL) loud[i % channels] = (loud[i % channels] ?? 0) + 1;
  }
  const frames = samples.length / channels;
  return { durationS: frames / rate, channels, audible: loud.map((count) => frames > 0 && count / frames > AUDIBLE_SHARE) };
}
