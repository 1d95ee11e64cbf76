const RATE = 8_000;
const SECONDS = 10;
const HERTZ = 400;
/** Loud enough for an ear, far from the loudness of a voice (speech.ts). */
const AMPLITUDE = 3_000;
const WAV_HEADER = 44;

/** Music on hold that both engines play: 10 s of an even tone, 16-bit WAV. */
export function musicWav(): Buffer {
  const samples = RATE * SECONDS;
  const wav = Buffer.alloc(WAV_HEADER + 2 * samples);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(2 * samples, 40);
  for (let n = 0; n < samples; n++)
    wav.writeInt16LE(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * HERTZ * n) / RATE)), WAV_HEADER + 2 * n);
  return wav;
}
