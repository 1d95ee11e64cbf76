import { sine, wavHeader } from '@zuoxi/sound';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../packages/softswitch/test/media/tone-detector.ts';
import { soundFigures } from '../src/modules/recordings/sound-figures.ts';

/** Stereo A-law WAV of two channels of equal length. */
function stereo(left: Buffer, right: Buffer): Buffer {
  const data = Buffer.alloc(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    data[i * 2] = left[i] ?? 0;
    data[i * 2 + 1] = right[i] ?? 0;
  }
  return Buffer.concat([wavHeader({ format: 'alaw', channels: 2 }, left.length), data]);
}

const tone = encode(sine(700, 16_000), 'PCMA');
const silence = Buffer.alloc(16_000, 0xd5);

describe('the check of a recording', () => {
  it('measures the length and hears both sides', () => {
    expect(soundFigures(stereo(tone, tone))).toMatchObject({ durationS: 2, channels: 2, audible: [true, true] });
  });

  it('finds the side that was silent', () => {
    expect(soundFigures(stereo(tone, silence))?.audible).toEqual([true, false]);
  });

  it('takes no other file for a recording', () => {
    for (const file of [Buffer.alloc(0), Buffer.from('RIFF'), Buffer.alloc(100, 1), stereo(tone, tone).subarray(0, 40)]) {
      expect(soundFigures(file)).toBeUndefined();
    }
  });
});
