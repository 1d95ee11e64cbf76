import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Baresip, baresipUsable, ownAddress } from '../../../../tests/support/baresip.ts';
import { until } from '../media/test-phone.ts';
import { readWav, toneLevel } from '../media/tone-detector.ts';
import { House } from './house.ts';

let house: House;
let closers: (() => Promise<unknown>)[];
beforeEach(async () => {
  house = await House.open({ bindAddress: ownAddress ?? '127.0.0.1' });
  closers = [];
});
afterEach(async () => {
  for (const close of closers) await close();
  await house.close();
});

/** Samples of a PCM16 WAV file, as baresip writes what it heard. */
function heardIn(file: Buffer): { samples: Int16Array; rate: number } {
  const data = file.indexOf('data') + 8;
  const bytes = file.subarray(data, data + ((file.length - data) & ~1));
  return { samples: Int16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i)), rate: file.readUInt32LE(24) };
}

// Skipped only where there is no baresip, or no network card for it.
describe.skipIf(!baresipUsable)('baresip', () => {
  for (const [what, phone, fields, codec] of [
    ['in G.722', { codecs: 'G722/16000' }, { allow: 'g722,alaw' }, 'G722'],
    ['encrypted by keys in SDP', { encrypted: true }, { allow: 'alaw', media_encryption: 'sdes' }, 'PCMA'],
    ['in G.722 and encrypted', { codecs: 'G722/16000', encrypted: true }, { allow: 'g722', media_encryption: 'sdes' }, 'G722'],
  ] as const) {
    test(`${what}: hears and is heard`, async () => {
      await house.extension('demo-8009', fields);
      const real = await Baresip.register({
        sipPort: house.softswitch.sipPort,
        user: 'demo-8009',
        password: 'pw-demo-8009',
        frequency: 600,
        ...phone,
      });
      closers.push(() => real.close());
      const { channels, recordings } = house.ari.requests;
      await channels.originate({ channelId: 'call', endpoint: 'PJSIP/demo-8009', app: 'zuoxi' });
      await house
        .sees('StasisStart', (event) => event.channel.id === 'call')
        .catch((error: Error) => {
          throw new Error(`${error.message}\n${real.output}`);
        });
      await channels.play('call', 'p', ['tone:dial']);
      await until('it is heard', async () => (await channels.rtpStatistics('call')).rxcount > 25);
      expect(await channels.getVariable('call', 'CHANNEL(audionativeformat)')).toBe(codec);
      await house.ari.requests.playbacks.stop('p');
      await channels.record('call', { name: 'real' });
      await house.sees('RecordingStarted');
      const from = (await channels.rtpStatistics('call')).rxcount;
      await until('a second goes by', async () => (await channels.rtpStatistics('call')).rxcount > from + 50);
      await recordings.stop('real');
      const { channels: sound } = readWav(await readFile(join(house.dataDir, 'softswitch', 'recordings', 'real.wav')));
      expect(toneLevel(sound[0]?.subarray(1_600) ?? new Int16Array(), 600)).toBeGreaterThan(-30);
      await channels.hangup('call');
      await until('it has written what it heard', async () => {
        const [file] = await real.heard();
        if (!file || file.length < 4_000) return false;
        const { samples, rate } = heardIn(file);
        return [...Array(Math.floor(samples.length / 1_600)).keys()].some(
          (i) => toneLevel(samples.subarray(i * 1_600, (i + 1) * 1_600), 450, rate) > -30,
        );
      });
    }, 40_000);
  }
});
