const RATE_HZ = 16_000;
const NOTES_HZ = [523, 587, 659, 698, 784];
const NOTE_S = 0.35;
const LEVEL = 0.35;
const FADE_S = 0.02;

/** Five notes going up, as a WAV file: what is played goes through the chosen speaker at the call's volume, as a call does. */
export function scaleTone(): Blob {
  const perNote = Math.round(NOTE_S * RATE_HZ);
  const samples = new Int16Array(perNote * NOTES_HZ.length);
  NOTES_HZ.forEach((frequency, note) => {
    for (let index = 0; index < perNote; index++) {
      const at = index / RATE_HZ;
      // Without a fade each note would begin and end with a click.
      const fade = Math.min(1, at / FADE_S, (NOTE_S - at) / FADE_S);
      samples[note * perNote + index] = Math.sin(2 * Math.PI * frequency * at) * LEVEL * fade * 32_767;
    }
  });
  return new Blob([wavHeader(samples.byteLength), samples], { type: 'audio/wav' });
}

/** 16 bit, mono, little endian. */
function wavHeader(bytes: number): ArrayBuffer {
  const header = new DataView(new ArrayBuffer(44));
  const text = (offset: number, word: string) => {
    for (let index = 0; index < word.length; index++) header.setUint8(offset + index, word.charCodeAt(index));
  };
  text(0, 'RIFF');
  header.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, RATE_HZ, true);
  header.setUint32(28, RATE_HZ * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, bytes, true);
  return header.buffer;
}
