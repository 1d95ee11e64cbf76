import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SoundConverter } from '../src/modules/sound-files/index.ts';

const hasTools = existsSync('/usr/bin/ffmpeg') && existsSync('/usr/bin/sox');
const runProgram = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zuoxi-sounds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const withFfmpeg = () => new SoundConverter({ folder: join(folder, 'work') });
const byLibrary = () => new SoundConverter({ folder: join(folder, 'work'), findFfmpeg: async () => undefined });

/** A file made by sox, e.g. `made('a.wav', ['-r', '44100', '-c', '2'], ['sine', '440'])`. */
async function made(name: string, format: string[], synth: string[], seconds = 2): Promise<Buffer> {
  const path = join(folder, name);
  await runProgram('sox', ['-n', ...format, path, 'synth', String(seconds), ...synth, 'gain', '-6']);
  return readFile(path);
}

/** The same sound in another format. */
async function encoded(wav: Buffer, name: string, options: string[] = []): Promise<Buffer> {
  const source = join(folder, `of-${name}.wav`);
  await writeFile(source, wav);
  await runProgram('ffmpeg', ['-nostdin', '-y', '-loglevel', 'error', '-i', source, ...options, join(folder, name)]);
  return readFile(join(folder, name));
}

const samplesOf = (wav: Buffer) => Float64Array.from({ length: (wav.length - 44) / 2 }, (_, i) => wav.readInt16LE(44 + i * 2) / 32_768);

/** How much of one frequency is there, in dB below full scale (Goertzel). */
function levelAt(wav: Buffer, hertz: number): number {
  const samples = samplesOf(wav);
  const [w, n] = [(2 * Math.PI * hertz) / 8000, samples.length];
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, i) => {
    // A window, so that the ends do not smear into other frequencies.
    const value = sample * (1 - Math.cos((2 * Math.PI * i) / n));
    real += value * Math.cos(w * i);
    imaginary += value * Math.sin(w * i);
  });
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / n + 1e-12);
}

const peakOf = (wav: Buffer) => samplesOf(wav).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

function expectTelephone(wav: Buffer): void {
  expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
  expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([1, 1, 8000, 16]);
  expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
}

const WAVS: [string, string[]][] = [
  ['PCM 8 bit, 11025 Hz', ['-r', '11025', '-b', '8', '-e', 'unsigned']],
  ['PCM 16 bit, 8000 Hz', ['-r', '8000', '-b', '16']],
  ['PCM 24 bit, 48000 Hz', ['-r', '48000', '-b', '24']],
  ['PCM 32 bit, 16000 Hz', ['-r', '16000', '-b', '32']],
  ['float, 44100 Hz, stereo', ['-r', '44100', '-c', '2', '-b', '32', '-e', 'floating-point']],
  ['stereo, 44100 Hz', ['-r', '44100', '-c', '2', '-b', '16']],
  ['A-law, 8000 Hz', ['-r', '8000', '-e', 'a-law']],
  ['µ-law, 8000 Hz', ['-r', '8000', '-e', 'u-law']],
  ['six channels, 22050 Hz', ['-r', '22050', '-c', '6', '-b', '16']],
];

describe.skipIf(!hasTools).each([
  ['with ffmpeg', withFfmpeg],
  ['without ffmpeg', byLibrary],
])('a sound file %s', (way, converter) => {
  it.each(WAVS)('WAV, %s: 440 Hz stays 440 Hz', async (_name, format) => {
    const { wav, durationS } = await converter().convert(await made('tone.wav', format, ['sine', '440']), 'prompt');
    expectTelephone(wav);
    expect(durationS).toBeCloseTo(2, 1);
    expect(levelAt(wav, 440)).toBeGreaterThan(-20);
    for (const other of [220, 880, 1320, 3000]) expect(levelAt(wav, other), `${other} Hz`).toBeLessThan(-50);
  });

  it.each([
    ['opposite phases', '-1', 440],
    ['the same in both', '1', 440],
    ['one that is silent', '0', 440],
  ])('stereo with %s is heard', async (_name, factor) => {
    const stereo = await made('phases.wav', ['-r', '44100', '-c', '2', '-b', '16'], ['sine', '440', 'remix', '1', `1v${factor}`]);
    const both = [stereo, await encoded(stereo, 'phases.mp3')];
    for (const file of both) {
      const { wav } = await converter().convert(file, 'prompt');
      expectTelephone(wav);
      expect(levelAt(wav, 440)).toBeGreaterThan(-20);
    }
  });

  it('MP3: 440 Hz stays 440 Hz', async () => {
    const mp3 = await encoded(await made('for-mp3.wav', ['-r', '44100', '-c', '2'], ['sine', '440']), 'tone.mp3');
    const { wav, durationS } = await converter().convert(mp3, 'prompt');
    expectTelephone(wav);
    expect(durationS).toBeGreaterThan(1.9);
    expect(durationS).toBeLessThan(2.2);
    expect(levelAt(wav, 440)).toBeGreaterThan(-20);
    expect(levelAt(wav, 1320)).toBeLessThan(-50);
  });

  it('what a telephone cannot carry does not come back as another tone', async () => {
    const both = await made('both.wav', ['-r', '48000', '-b', '16'], ['sine', '440', 'synth', '2', 'sine', 'mix', '5000']);
    const { wav } = await converter().convert(both, 'prompt');
    // 5 kHz at a rate of 8 kHz would be heard as 3 kHz.
    expect(levelAt(wav, 3000)).toBeLessThan(levelAt(wav, 440) - 55);
  });

  it('a whisper becomes louder, a shout quieter, silence stays, and nothing is cut off', async () => {
    const path = join(folder, 'level.wav');
    const levelled = async (db: number) => {
      await runProgram('sox', ['-n', '-r', '8000', '-b', '16', path, 'synth', '2', 'sine', '440', 'gain', String(db)]);
      return peakOf((await converter().convert(await readFile(path), 'prompt')).wav);
    };
    const [whisper, shout, silence] = [await levelled(-35), await levelled(0), await levelled(-200)];
    expect(whisper).toBeGreaterThan(10 ** (-35 / 20) * 3);
    expect(shout).toBeLessThan(0.5);
    expect(silence).toBeLessThan(0.0005);
    const click = await made('click.wav', ['-r', '8000', '-b', '16'], ['sine', '440', 'pad', '0', '1', 'gain', '-30'], 1);
    expect(peakOf((await converter().convert(click, 'prompt')).wav)).toBeLessThanOrEqual(0.9);
  });

  it('eleven minutes are too long', async () => {
    const long = await made('long.wav', ['-r', '8000', '-e', 'a-law'], ['sine', '440'], 660);
    await expect(converter().convert(long, 'music')).rejects.toMatchObject({ code: 'prompts.tooLong', params: { minutes: 10 } });
    const mp3 = await encoded(long, 'long.mp3', ['-b:a', '8k', '-ar', '8000']);
    await expect(converter().convert(mp3, 'music')).rejects.toMatchObject({ code: 'prompts.tooLong' });
  });

  it('a file that was cut off is used as far as it goes', async () => {
    const whole = await made('whole.wav', ['-r', '8000', '-b', '16'], ['sine', '440']);
    const { wav, durationS } = await converter().convert(whole.subarray(0, 16_044), 'prompt');
    expect(durationS).toBeCloseTo(1, 1);
    expect(levelAt(wav, 440)).toBeGreaterThan(-20);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header alone', Buffer.from('RIFF\0\0\0\0WAVE')],
    [
      'a header that promises much',
      Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0', 'latin1'), Buffer.alloc(16, 0xff)]),
    ],
    ['zeros', Buffer.alloc(4096)],
    ['HTML', Buffer.from(`<!doctype html><html><body>${'x'.repeat(2000)}</body></html>`)],
    ['compressed zeros', gzipSync(Buffer.alloc(10_000_000))],
    ['a ZIP', Buffer.concat([Buffer.from('PK\x03\x04'), deflateSync(Buffer.alloc(10_000_000))])],
    ['an MP3 of noise', Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), Buffer.alloc(3000, 0x5a)])],
    ['a playlist (M3U)', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n')],
    ['a playlist of ffmpeg', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n")],
    ['SDP', Buffer.from('v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n')],
  ])('%s is no sound', async (_name, bytes) => {
    await expect(converter().convert(bytes, 'prompt')).rejects.toMatchObject({ code: 'prompts.notASound' });
  });

  it('leaves no file behind', async () => {
    await converter().convert(await made('left.wav', ['-r', '8000'], ['sine', '440']), 'prompt');
    expect(await readdir(join(folder, 'work')).catch(() => [])).toEqual([]);
    expect(way).toBeTruthy();
  });
});

describe.skipIf(!hasTools)('formats that need ffmpeg', () => {
  const FORMATS: [string, string[]][] = [
    ['tone.ogg', ['-c:a', 'libvorbis']],
    ['tone.opus', ['-c:a', 'libopus']],
    ['tone.m4a', ['-c:a', 'aac']],
    ['tone.aac', ['-c:a', 'aac']],
    ['tone.flac', []],
    ['tone.aiff', []],
    ['tone.wma', []],
    ['tone.webm', ['-c:a', 'libopus']],
    ['tone.au', []],
  ];

  it.each(FORMATS)('%s: 440 Hz stays 440 Hz; without ffmpeg it is said what is missing', async (name, options) => {
    const file = await encoded(await made('source.wav', ['-r', '48000', '-c', '2'], ['sine', '440']), name, options);
    const { wav, durationS } = await withFfmpeg().convert(file, 'prompt');
    expectTelephone(wav);
    expect(durationS).toBeGreaterThan(1.9);
    expect(durationS).toBeLessThan(2.2);
    expect(levelAt(wav, 440)).toBeGreaterThan(-20);
    expect(levelAt(wav, 1320)).toBeLessThan(-45);
    await expect(byLibrary().convert(file, 'prompt')).rejects.toMatchObject({ code: 'prompts.needsFfmpeg' });
  });

  it('hours of silence in a small file are not unpacked', async () => {
    const path = join(folder, 'bomb.flac');
    await runProgram('ffmpeg', [
      '-nostdin',
      '-y',
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      'anullsrc=r=8000:cl=mono',
      '-t',
      '36000',
      path,
    ]);
    const bomb = await readFile(path);
    expect(bomb.length).toBeLessThan(8_000_000);
    await expect(withFfmpeg().convert(bomb, 'prompt')).rejects.toMatchObject({ code: 'prompts.tooLong' });
  });

  it('of many channels and a high rate is refused by its head, before anything is decoded', async () => {
    for (const [format, rate, channels, seconds] of [
      ['flac', '384000', '7.1', '600'],
      ['flac', '192000', '7.1', '600'],
    ] as const) {
      const path = join(folder, `heavy-${rate}.${format}`);
      const sound = `anullsrc=r=${rate}:cl=${channels}`;
      await runProgram('ffmpeg', [
        '-nostdin',
        '-y',
        '-loglevel',
        'error',
        '-f',
        'lavfi',
        '-i',
        sound,
        '-t',
        seconds,
        '-sample_fmt',
        's16',
        path,
      ]);
      const heavy = await readFile(path);
      const started = performance.now();
      await expect(withFfmpeg().convert(heavy, 'music'), `${rate}`).rejects.toMatchObject({
        code: expect.stringMatching(/^prompts\.(tooLong|notASound)$/),
      });
      expect(performance.now() - started).toBeLessThan(5_000);
    }
  }, 120_000);

  it('no file makes the server ask another one', async () => {
    let asked = 0;
    const stranger = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((ready) => stranger.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/a.ts`;
    try {
      const list = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${url}\n#EXT-X-ENDLIST\n`;
      for (const text of [
        list,
        `ID3\x04\0\0\0\0\0\0${list}`,
        `OggS${list}`,
        `\0\0\0\x18ftyp${list}`,
        `ID3\x04${"ffconcat version 1.0\nfile '"}${url}'`,
      ]) {
        await expect(withFfmpeg().convert(Buffer.from(text, 'latin1'), 'prompt')).rejects.toMatchObject({ code: 'prompts.notASound' });
      }
      expect(asked).toBe(0);
    } finally {
      stranger.close();
    }
  });
});

describe('a WAV', () => {
  const wavOf = (format: number, channels: number, rate: number, blockBytes: number, dataBytes: number) => {
    const bytes = Buffer.alloc(44 + dataBytes);
    bytes.write('RIFF', 0, 'latin1');
    bytes.writeUInt32LE(36 + dataBytes, 4);
    bytes.write('WAVEfmt ', 8, 'latin1');
    bytes.writeUInt32LE(16, 16);
    bytes.writeUInt16LE(format, 20);
    bytes.writeUInt16LE(channels, 22);
    bytes.writeUInt32LE(rate, 24);
    bytes.writeUInt32LE(rate * blockBytes, 28);
    bytes.writeUInt16LE(blockBytes, 32);
    bytes.writeUInt16LE(format === 1 ? (blockBytes * 8) / channels : 4, 34);
    bytes.write('data', 36, 'latin1');
    bytes.writeUInt32LE(dataBytes, 40);
    return bytes;
  };

  it.each([
    ['8 channels at 384 kHz', wavOf(1, 8, 384_000, 16, 293_000)],
    ['32 channels', wavOf(1, 32, 48_000, 64, 64_000)],
    ['192 kHz in 8 channels of one byte for minutes', wavOf(1, 8, 192_000, 8, 29_000_000)],
    ['ADPCM whose blocks say that it is short', wavOf(0x11, 1, 8_000, 60_000, 5_000_000)],
  ])('that would take long is refused before it is unpacked: %s', async (_what, bytes) => {
    const started = performance.now();
    const library = new SoundConverter({ folder: join(folder, 'work'), findFfmpeg: async () => undefined });
    await library.convert(bytes, 'music').then(
      () => expect(performance.now() - started).toBeLessThan(10_000),
      (error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^prompts\.(tooLong|notASound|needsFfmpeg)$/) }),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('several call centres', () => {
  it('take turns: one with many files does not hold up the other', async () => {
    const converter = new SoundConverter({ folder: join(folder, 'work'), findFfmpeg: async () => undefined });
    const done: string[] = [];
    const junk = Buffer.alloc(64, 'x');
    const send = (whose: string) =>
      converter.convert(junk, 'prompt', whose).catch(() => {
        done.push(whose);
      });
    await Promise.all([...Array.from({ length: 10 }, () => send('many')), send('one')]);
    expect(done.indexOf('one')).toBeLessThan(3);
  });
});
