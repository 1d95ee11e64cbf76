import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { G711_HEADER, pcmWav } from '@zuoxi/sound';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine } from '../src/fake/index.ts';
import { AriRequests, FilePerSideRecordings, joinSides } from '../src/index.ts';

/** PCM, 16 bit, mono, 8 kHz, as Asterisk writes it. */
const monoWav = (samples: readonly number[]): Buffer => pcmWav(Int16Array.from(samples));

describe('two mono files become one stereo file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zuoxi-sides-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('left in the even bytes, right in the odd ones, in A-law; the shorter one is filled with silence', async () => {
    // Codes of ITU-T G.711: 0 → D5, −1 → 55, the loudest → AA and 2A.
    await writeFile(join(folder, 'l.wav'), monoWav([0, 32_767, -32_768]));
    await writeFile(join(folder, 'r.wav'), monoWav([-1]));
    await joinSides(join(folder, 'l.wav'), join(folder, 'r.wav'), join(folder, 's.wav'));
    const stereo = await readFile(join(folder, 's.wav'));
    expect(stereo.readUInt16LE(20)).toBe(6);
    expect(stereo.readUInt16LE(22)).toBe(2);
    expect([...stereo.subarray(G711_HEADER)]).toEqual([0xd5, 0x55, 0xaa, 0xd5, 0x2a, 0xd5]);
  });

  it('each of the 256 codes comes back from its own level', async () => {
    const level = (code: number) => {
      const value = code ^ 0x55;
      const exponent = (value >> 4) & 7;
      const low = ((value & 15) << 4) + 8;
      const magnitude = exponent === 0 ? low : (low + 0x100) << (exponent - 1);
      return value & 0x80 ? magnitude : -magnitude;
    };
    const codes = Array.from({ length: 256 }, (_, code) => code);
    await writeFile(join(folder, 'l.wav'), monoWav(codes.map(level)));
    await writeFile(join(folder, 'r.wav'), monoWav([]));
    await joinSides(join(folder, 'l.wav'), join(folder, 'r.wav'), join(folder, 's.wav'));
    const stereo = await readFile(join(folder, 's.wav'));
    expect(codes.map((code) => stereo[G711_HEADER + code * 2])).toEqual(codes);
  });

  it('a file of another rate is refused, and none is left open', async () => {
    const wide = monoWav([1, 2]);
    wide.writeUInt32LE(16_000, 24);
    await writeFile(join(folder, 'l.wav'), wide);
    await expect(joinSides(join(folder, 'l.wav'), join(folder, 'l.wav'), join(folder, 's.wav'))).rejects.toThrow('8 kHz');
  });
});

describe('a recording made of two', () => {
  it('is finished when both sides are, and lasts as long as the longer one', () => {
    const fake = new FakeEngine();
    const recordings = new FilePerSideRecordings(fake.requests, fake.clock);
    const finished = (name: string, duration: number) =>
      recordings.news({
        type: 'RecordingFinished',
        application: 'zuoxi',
        timestamp: '',
        asterisk_id: '',
        recording: { name, format: 'wav', state: 'done', target_uri: '', duration },
      });
    expect(finished('call-1-out', 4)).toBeUndefined();
    expect(finished('other-1-in', 9)).toBeUndefined();
    expect(finished('call-1-in', 5)).toEqual({ name: 'call-1', durationMs: 5000 });
  });

  it('that could not be started leaves nothing: the side that has begun is thrown away when it ends', async () => {
    const asked: string[] = [];
    const requests = new AriRequests({
      async call({ method, uri }) {
        asked.push(`${method} ${uri}`);
        const status_code = uri === 'channels/s-out/record' ? 404 : 200;
        return { type: 'RESTResponse', transaction_id: '', request_id: '', status_code, reason_phrase: '', uri, message_body: '{}' };
      },
    });
    const recordings = new FilePerSideRecordings(requests, new FakeEngine().clock);
    await expect(recordings.start({ app: 'zuoxi', channelId: 'c', snoopId: 's', name: 'call-1' })).rejects.toThrow('404');
    const recording = { name: 'call-1-in', format: 'wav', state: 'done', target_uri: '', duration: 1 } as const;
    const event = { type: 'RecordingFinished', application: 'zuoxi', timestamp: '', asterisk_id: '', recording } as const;
    expect(recordings.news(event)).toBeUndefined();
    expect(asked).toContain('DELETE recordings/stored/call-1-in');
  });
});
