import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PCMA, PCMU, pcmWav, sine, wavHeader, wavLayout, wavSamples } from '../src/index.ts';

const shapes = fc.record({
  format: fc.constantFrom('pcm' as const, 'alaw' as const, 'ulaw' as const),
  channels: fc.constantFrom(1 as const, 2 as const),
  rate: fc.constantFrom(8_000, 16_000, 44_100),
});

describe('a WAV file', () => {
  it('is read as it was written, whatever its format, channels and rate', () => {
    fc.assert(
      fc.property(shapes, fc.nat(2_000), (shape, frames) => {
        const bytes = frames * shape.channels * (shape.format === 'pcm' ? 2 : 1);
        const file = Buffer.concat([wavHeader(shape, frames), Buffer.alloc(bytes)]);
        expect(wavLayout(file)).toMatchObject({ ...shape, dataAt: file.length - bytes, dataBytes: bytes });
        expect(file.readUInt32LE(4), 'the size that RIFF counts').toBe(file.length - 8 + (bytes % 2));
      }),
    );
  });

  it('that was cut off has what is there; of one that goes on behind its first bytes it is known how much', () => {
    const whole = pcmWav(sine(440, 8_000));
    expect(wavLayout(whole.subarray(0, 1_044))).toMatchObject({ dataBytes: 1_000 });
    expect(wavLayout(whole.subarray(0, 100), whole.length)).toMatchObject({ dataAt: 44, dataBytes: 16_000 });
  });

  it('with other chunks before its sound, and a format that names its true one elsewhere, is read as well', () => {
    const data = Buffer.from([1, 2, 3, 4]);
    const chunk = (name: string, body: Buffer) => {
      const head = Buffer.alloc(8);
      head.write(name, 'latin1');
      head.writeUInt32LE(body.length, 4);
      return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
    };
    const format = Buffer.alloc(40);
    format.writeUInt16LE(0xfffe, 0);
    format.writeUInt16LE(1, 2);
    format.writeUInt32LE(16_000, 4);
    format.writeUInt16LE(16, 14);
    format.writeUInt16LE(1, 24);
    const body = Buffer.concat([chunk('LIST', Buffer.from('abc')), chunk('fmt ', format), chunk('data', data)]);
    const file = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), body]);
    expect(wavLayout(file)).toMatchObject({ format: 'pcm', rate: 16_000, dataAt: file.length - 4, dataBytes: 4 });
  });

  it('of whatever bytes is read without a throw, and never beyond its end', () => {
    const begin = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isWav) => {
        const file = isWav ? Buffer.concat([begin, Buffer.from('fmt ', 'latin1'), bytes]) : Buffer.from(bytes);
        const layout = wavLayout(file);
        if (layout) expect(layout.dataAt + layout.dataBytes).toBeLessThanOrEqual(file.length);
      }),
    );
  });
});

describe('G.711', () => {
  it('each law gives back every code from its own level, and silence is its quietest code', () => {
    for (const law of [PCMA, PCMU]) {
      for (let code = 0; code < 256; code++) {
        const level = law.decode[code] ?? Number.NaN;
        // µ-law has two zeros.
        const again = law.encode[level & 0xffff] ?? Number.NaN;
        expect(law.decode[again], `${law.name} ${code}`).toBe(level);
      }
      expect(Math.abs(law.decode[law.silence] ?? Number.NaN)).toBeLessThanOrEqual(8);
    }
  });

  it('levels of the standard: the loudest of A-law is 32,256, of µ-law 32,124', () => {
    expect(Math.max(...PCMA.decode)).toBe(32_256);
    expect(Math.max(...PCMU.decode)).toBe(32_124);
    expect([...wavSamples('alaw', Buffer.from([0xd5, 0x55, 0xaa, 0x2a]))]).toEqual([8, -8, 32_256, -32_256]);
  });
});
