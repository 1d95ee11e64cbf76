import { describe, expect, it } from 'vitest';
import { encode, sine } from '../../../packages/softswitch/test/media/tone-detector.ts';
import { checkWav } from '../src/modules/recordings/wav-check.ts';

/** Stereo A-law WAV of two channels of equal length. */
function stereo(left: Buffer, right: Buffer): Buffer {
  const data = Buffer.alloc(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    data[i * 2] = left[i] ?? 0;
    data[i * 2 + 1] = right[i] ?? 0;
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(6, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const tone = encode(sine(700, 16_000), 'PCMA');
const silence = Buffer.alloc(16_000, 0xd5);

describe('the check of a recording', () => {
  it('measures the length and hears both sides', () => {
    expect(checkWav(stereo(tone, tone))).toEqual({ durationS: 2, channels: 2, audible: [true, true] });
  });

  it('finds the side that was silent', () => {
    expect(checkWav(stereo(tone, silence))?.audible).toEqual([true, false]);
  });

  it('takes no other file for a recording', () => {
    for (const file of [Buffer.alloc(0), Buffer.from('RIFF'), Buffer.alloc(100, 1), stereo(tone, tone).subarray(0, 40)]) {
      expect(checkWav(file)).toBeUndefined();
    }
  });
});
