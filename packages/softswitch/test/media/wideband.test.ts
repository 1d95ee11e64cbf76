import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@zuoxi/kit';
import { pcmWav, sine } from '@zuoxi/sound';
import { expect } from 'vitest';
import { createMediaEngine } from '../../src/media/index.ts';
import { type Studio, test } from './media-test.ts';
import { joined, legOf, TestPhone, until } from './test-phone.ts';
import { hasTone, readWav, toneLevel } from './tone-detector.ts';

async function inBridge(studio: Studio, frequencies: readonly [number, 'PCMA' | 'PCMU' | 'G722'][]): Promise<TestPhone[]> {
  const bridge = await studio.engine.createBridge();
  const phones = [];
  for (const [frequency, codec] of frequencies) phones.push(await joined(studio.engine, bridge, frequency, codec));
  studio.phones.push(...phones);
  return phones;
}

function pair([a, b]: TestPhone[]): [TestPhone, TestPhone] {
  if (!a || !b) throw new Error('two phones were wanted');
  return [a, b];
}

test.concurrent('two G.722 phones hear each other in wide band, undecoded', async ({ studio }) => {
  const [a, b] = pair(
    await inBridge(studio, [
      [5_500, 'G722'],
      [6_200, 'G722'],
    ]),
  );
  await until('they hear each other', () => a.hears(6_200) && b.hears(5_500));
  // A payload that no encoder makes comes out as it went in.
  a.hush();
  const payload = Buffer.alloc(160, 0x5a);
  a.sendPayload(payload, 9);
  await until('it arrives', () => b.heard.some((packet) => packet.payload.equals(payload)));
});

test.concurrent('a G.722 phone and a G.711 phone hear each other', async ({ studio }) => {
  for (const law of ['PCMA', 'PCMU'] as const) {
    const [wide, narrow] = pair(
      await inBridge(studio, [
        [800, 'G722'],
        [1_900, law],
      ]),
    );
    await until('they hear each other', () => wide.hears(1_900) && narrow.hears(800));
    expect(wide.heard.at(-1)?.payloadType).toBe(9);
    expect(narrow.heard.at(-1)?.payloadType).toBe(law === 'PCMA' ? 8 : 0);
    // What a telephone cannot carry is not folded into what it can.
    wide.say(6_000);
    await until('the tone is gone', () => !narrow.hears(800));
    expect(toneLevel(narrow.lastAudio(), 2_000)).toBeLessThan(-50);
  }
});

test.concurrent('in a conference wide-band phones hear each other in wide band, the others what a telephone carries', async ({
  studio,
}) => {
  const phones = await inBridge(studio, [
    [5_500, 'G722'],
    [600, 'G722'],
    [1_400, 'PCMA'],
  ]);
  const [a, b, c] = phones as [TestPhone, TestPhone, TestPhone];
  await until('a hears b and c', () => a.hears(600) && a.hears(1_400));
  await until('b hears a in wide band, and c', () => b.hears(5_500) && b.hears(1_400));
  await until('c hears b', () => c.hears(600));
  expect(a.hears(5_500) || b.hears(600) || c.hears(1_400)).toBe(false);
  expect(toneLevel(c.lastAudio(), 2_500)).toBeLessThan(-50);
  // Nobody's image above the telephone band.
  expect(toneLevel(b.lastAudio(), 8_000 - 1_400, 16_000)).toBeLessThan(-50);
});

test.concurrent('wide band reaches a bridge that lives in another worker', async ({ studio }) => {
  const engine = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0], workers: 2 }, silentLogger);
  const bridge = await engine.createBridge();
  const phones = [
    await joined(engine, bridge, 5_500, 'G722'),
    await joined(engine, bridge, 6_200, 'G722'),
    await joined(engine, bridge, 700, 'PCMA'),
  ];
  studio.phones.push(...phones);
  const [a, b, c] = phones as [TestPhone, TestPhone, TestPhone];
  await until('all hear', () => a.hears(6_200) && b.hears(5_500) && a.hears(700) && b.hears(700));
  expect(c.hears(700)).toBe(false);
  await engine.close();
});

test.concurrent('a prompt of 16 kHz is heard in wide band where that can be, and resampled where not', async ({ studio }) => {
  const path = join(studio.folder, 'wide.wav');
  const two = sine(5_500, 32_000, 0, 0.2, 16_000);
  const low = sine(900, 32_000, 0, 0.2, 16_000);
  await writeFile(
    path,
    pcmWav(
      two.map((sample, i) => sample + (low[i] ?? 0)),
      16_000,
    ),
  );
  for (const [codec, wide] of [
    ['G722', true],
    ['PCMA', false],
  ] as const) {
    const phone = await TestPhone.create(codec);
    studio.phones.push(phone);
    const leg = await phone.call(studio.engine);
    phone.say(0);
    leg.play({ kind: 'file', path });
    await until('it is heard', () => phone.hears(900));
    await until('the upper band is heard, or is not', () => (wide ? phone.hears(5_500) : !phone.hears(2_500)));
  }
});

test.concurrent('keys reach a G.722 phone that knows no events as tones', async ({ studio }) => {
  const phone = await TestPhone.create('G722');
  studio.phones.push(phone);
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['G722'] });
  const { answer } = await leg.acceptOffer(
    phone
      .sdp()
      .replace(/a=rtpmap:101.*\r\n/, '')
      .replace(/ 101\r\n/, '\r\n'),
  );
  phone.target.port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
  phone.say(0);
  void leg.sendDtmf('5', { durationMs: 400 });
  await until('both tones of the key are heard', () => phone.hears(770) && phone.hears(1_336));
});

test.concurrent('the endpoint decides the order of codecs; an offer shows all of them', async ({ studio }) => {
  const phone = await TestPhone.create('PCMA');
  studio.phones.push(phone);
  phone.offers = ['PCMA', 'G722'];
  const wideFirst = await studio.engine.createLeg({ kind: 'rtp', codecs: ['G722', 'PCMA'] });
  expect((await wideFirst.acceptOffer(phone.sdp())).answer).toMatch(/m=audio \d+ RTP\/AVP 9 101\r\na=rtpmap:9 G722\/8000/);
  expect(wideFirst.codec).toBe('G722');
  const narrowFirst = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA', 'G722'] });
  expect((await narrowFirst.acceptOffer(phone.sdp())).answer).toMatch(/m=audio \d+ RTP\/AVP 8 101/);
  expect(await wideFirst.createOffer()).toMatch(/m=audio \d+ RTP\/AVP 9 8 101/);
});

test.concurrent('a codec that changes in mid-call is followed in both directions, and by the recording', async ({ studio }) => {
  const [a, b] = pair(
    await inBridge(studio, [
      [800, 'PCMA'],
      [1_900, 'G722'],
    ]),
  );
  const path = join(studio.folder, 'change.wav');
  await until('they hear each other', () => a.hears(1_900) && b.hears(800));
  const recording = await legOf(a).record({ path, layout: 'stereo' });
  a.codec = 'G722';
  a.offers = ['G722'];
  const { answer } = await legOf(a).acceptOffer(a.sdp());
  expect(answer).toContain('a=rtpmap:9 G722/8000');
  a.say(800);
  const from = a.heard.length;
  await until('a hears G.722', () => a.heard.length > from + 25 && a.heard.at(-1)?.payloadType === 9 && a.hears(1_900) && b.hears(800));
  a.say(5_500);
  await until('wide band is through', () => b.hears(5_500));
  recording.stop();
  await recording.ended;
  const { format, channels } = readWav(await readFile(path));
  expect(format).toBe('alaw');
  // Before and after the change both are there, at 8 kHz.
  const [left = new Int16Array(), right = new Int16Array()] = channels;
  expect(hasTone(left.subarray(0, 1_600), 800)).toBe(true);
  expect(hasTone(right.subarray(right.length - 2_400, right.length - 800), 1_900)).toBe(true);
  expect(hasTone(right.subarray(0, 1_600), 1_900)).toBe(true);
});
