import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AriFiles } from '@zuoxi/ari';
import { pcmWav, sine } from '@zuoxi/sound';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cryptoLine, parseCrypto } from '../../src/media/sdp-crypto.ts';
import { SrtpReceiver, SrtpSender } from '../../src/media/srtp.ts';
import { until, TestPhone as Voice } from '../media/test-phone.ts';
import { encode, readWav, toneLevel } from '../media/tone-detector.ts';
import { House } from './house.ts';
import type { PhoneCall } from './test-phone.ts';

let house: House;
let voices: Voice[];
beforeEach(async () => {
  house = await House.open();
  voices = [];
});
afterEach(async () => {
  for (const voice of voices) voice.close();
  await house.close();
});

interface SoundingCall {
  id: string;
  call: PhoneCall;
  voice: Voice;
  answer: string;
}

/** A phone with sound that has called and was answered. `offer`: its SDP. */
async function sounding(
  user: string,
  fields: Record<string, string> = {},
  codec: 'PCMA' | 'G722' = 'PCMA',
  offer: (voice: Voice) => string = (voice) => voice.sdp(),
): Promise<SoundingCall> {
  const phone = await house.registered(user, fields);
  const voice = await Voice.create(codec);
  voices.push(voice);
  house.forgetEvents();
  const call = await phone.calls('8002', { body: offer(voice) });
  const { channel } = await house.sees('StasisStart');
  await house.ari.requests.channels.answer(channel.id);
  const { body: answer } = await call.isAnswered();
  voice.target.port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
  return { id: channel.id, call, voice, answer };
}

async function recorded(name: string): Promise<Int16Array> {
  const { channels } = readWav(await readFile(join(house.dataDir, 'softswitch', 'recordings', `${name}.wav`)));
  return channels[0] ?? new Int16Array();
}

/** A request the typed client does not make. */
async function ask(method: 'POST' | 'DELETE', uri: string, query: Record<string, string> = {}): Promise<{ status: number; json: unknown }> {
  const { status_code: status, message_body: body } = await house.ari.call({ method, uri, query });
  return { status, json: body ? JSON.parse(body) : undefined };
}

/** Whether the tone is anywhere in it. */
function contains(samples: Int16Array, frequency: number): boolean {
  for (let at = 0; at + 800 <= samples.length; at += 400) if (toneLevel(samples.subarray(at, at + 800), frequency) > -25) return true;
  return false;
}

const passes = async (voice: Voice, id: string, ms: number): Promise<void> => {
  const count = async () => (await house.ari.requests.channels.rtpStatistics(id)).rxcount;
  const from = await count();
  await until(`${ms} ms of ${voice.codec} go by`, async () => (await count()) >= from + ms / 20);
};

describe('the quality of a call', () => {
  for (const [how, end] of [
    ['the phone hangs up', ({ call }: SoundingCall) => call.hangsUp()],
    ['we hang up', ({ id }: SoundingCall) => house.ari.requests.channels.hangup(id)],
  ] as const) {
    test(`is told before its end when ${how}, as Asterisk tells it`, async () => {
      const one = await sounding('demo-8001');
      one.voice.say(500);
      await passes(one.voice, one.id, 300);
      expect(await house.ari.requests.channels.rtpStatistics(one.id)).toMatchObject({
        rxploss: 0,
        remote_ssrc: one.voice.ssrc,
        txmes: expect.any(Number),
        rtt: 0,
        local_maxjitter: expect.any(Number),
      });
      await end(one);
      await house.sees('ChannelDestroyed');
      const told = house.events.flatMap((event) =>
        event.type === 'ChannelVarset'
          ? [`${event.variable}`]
          : event.type.startsWith('Channel') || event.type === 'StasisEnd'
            ? [event.type]
            : [],
      );
      expect(told.slice(told.indexOf('RTPAUDIOQOS'))).toEqual([
        'RTPAUDIOQOS',
        'RTPAUDIOQOSJITTER',
        'RTPAUDIOQOSLOSS',
        'RTPAUDIOQOSRTT',
        'RTPAUDIOQOSMES',
        'ChannelHangupRequest',
        'StasisEnd',
        'ChannelDestroyed',
      ]);
      const value = house.events.flatMap((event) =>
        event.type === 'ChannelVarset' && event.variable === 'RTPAUDIOQOS' ? [event.value] : [],
      )[0];
      expect(value).toMatch(
        /^ssrc=\d+;themssrc=\d+;lp=0;rxjitter=0\.000000;rxcount=\d+;txjitter=0\.\d{6};txcount=\d+;rlp=0;rtt=0\.000000;rxmes=0\.000000;txmes=9\d\.\d{6}$/,
      );
      expect(value).toContain(`themssrc=${one.voice.ssrc};`);
    });
  }

  test('is not told of a call that never had sound', async () => {
    const { call } = await sounding('demo-8001');
    await call.hangsUp();
    await house.sees('ChannelDestroyed');
    expect(house.events.some((event) => event.type === 'ChannelVarset' && event.variable.startsWith('RTP'))).toBe(false);
  });
});

/** 100 ms of the key 5 between silences, by its two tones. */
async function presses5InSound(voice: Pick<Voice, 'sendPayload'>): Promise<void> {
  const key = sine(770, 800).map((sample, i) => sample + (sine(1_336, 800)[i] ?? 0));
  const samples = Int16Array.of(...new Int16Array(800), ...key, ...new Int16Array(800));
  const begin = performance.now();
  for (let at = 0; at < samples.length; at += 160) {
    await until('the next packet is due', () => performance.now() >= begin + at / 8);
    voice.sendPayload(encode(samples.subarray(at, at + 160), 'PCMA'), 8);
  }
}

describe('what an endpoint is configured for', () => {
  test('allow: its order decides; G.722 is spoken, and offered to whom a G.722 caller rings first', async () => {
    const one = await sounding('demo-8001', { allow: 'alaw,g722' }, 'G722', (voice) => {
      voice.offers = ['G722'];
      return voice.sdp();
    });
    expect(one.answer).toMatch(/RTP\/AVP 9 101/);
    const callee = await house.registered('demo-8003', { allow: '!all,alaw,ulaw,g722' });
    await house.ari.requests.channels.originate({ channelId: 'c1', endpoint: 'PJSIP/demo-8003', app: 'zuoxi', originator: one.id });
    expect((await callee.isCalled()).invite.body).toMatch(/m=audio \d+ RTP\/AVP 9 8 0 101/);
    await house.ari.requests.channels.originate({ channelId: 'c2', endpoint: 'PJSIP/demo-8003', app: 'zuoxi' });
    expect((await callee.isCalled()).invite.body).toMatch(/m=audio \d+ RTP\/AVP 8 0 9 101/);
  });

  test('media_encryption=sdes: keys are exchanged and used; without keys it is 488, unless it is optimistic', async () => {
    const own = { tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', key: Buffer.alloc(16, 3), salt: Buffer.alloc(14, 4) } as const;
    const one = await sounding('demo-8001', { media_encryption: 'sdes' }, 'PCMA', (voice) =>
      voice.sdp('sendrecv', `a=${cryptoLine(own)}`).replace('RTP/AVP', 'RTP/SAVP'),
    );
    const theirs = parseCrypto(/a=crypto:(.*)/.exec(one.answer)?.[1] ?? '');
    if (!theirs) throw new Error('no key in the answer');
    one.voice.srtp = {
      protect: new SrtpSender(own.suite, own.key, own.salt),
      unprotect: new SrtpReceiver(theirs.suite, theirs.key, theirs.salt),
    };
    one.voice.say(0);
    await house.ari.requests.channels.play(one.id, 'p', ['tone:dial']);
    await until('it hears', () => one.voice.hears(450));
    expect(one.voice.unreadable).toBe(0);

    const plain = await house.registered('demo-8004', { media_encryption: 'sdes' });
    const refused = await plain.calls('8002');
    expect((await refused.hears(488)).headers.get('warning')).toBe('305 Zuoxi "no keys that can be used"');
    await sounding('demo-8005', { media_encryption: 'sdes', media_encryption_optimistic: 'yes' });
  });

  test('dtmf_mode=auto: keys are heard in the sound of a phone that has no telephone-event, and only there', async () => {
    const bare = await sounding('demo-8001', { dtmf_mode: 'auto' }, 'PCMA', (voice) =>
      voice
        .sdp()
        .replace(/ 101\b/, '')
        .replace(/a=(rtpmap|fmtp):101 .*\r\n/g, ''),
    );
    expect(bare.answer).not.toContain('telephone-event');
    await presses5InSound(bare.voice);
    expect(await house.sees('ChannelDtmfReceived')).toMatchObject({ digit: '5', channel: { id: bare.id } });
    house.forgetEvents();
    const events = await sounding('demo-8002', { dtmf_mode: 'auto' });
    expect(events.answer).toContain('telephone-event');
    await presses5InSound(events.voice);
    await house.ari.requests.channels.get(events.id);
    expect(house.events.filter(({ type }) => type === 'ChannelDtmfReceived')).toHaveLength(1);
  });

  test('dtmf_mode=inband: keys are heard in the sound', async () => {
    const one = await sounding('demo-8001', { dtmf_mode: 'inband' });
    expect(one.answer).not.toContain('telephone-event');
    await presses5InSound(one.voice);
    const { digit, duration_ms } = await house.sees('ChannelDtmfReceived');
    expect(digit).toBe('5');
    expect(Math.abs(duration_ms - 100)).toBeLessThan(30);
  });
});

describe('a recording', () => {
  test('leaves out what is said while it is paused, and has silence while it is muted', async () => {
    const { channels, recordings } = house.ari.requests;
    const one = await sounding('demo-8001');
    one.voice.say(500);
    await passes(one.voice, one.id, 100);
    await channels.record(one.id, { name: 'r' });
    await house.sees('RecordingStarted');
    await passes(one.voice, one.id, 500);
    await recordings.pause('r');
    one.voice.say(900);
    await passes(one.voice, one.id, 500);
    one.voice.say(1_300);
    await passes(one.voice, one.id, 100);
    await recordings.unpause('r');
    await passes(one.voice, one.id, 500);
    await ask('POST', 'recordings/live/r/mute');
    one.voice.say(1_700);
    await passes(one.voice, one.id, 500);
    one.voice.say(2_100);
    await passes(one.voice, one.id, 100);
    await ask('DELETE', 'recordings/live/r/mute');
    await passes(one.voice, one.id, 300);
    await recordings.stop('r');
    const sound = await recorded('r');
    expect([500, 900, 1_300, 1_700, 2_100].map((frequency) => contains(sound, frequency))).toEqual([true, false, true, false, true]);
    // The pause is not in its time, the mute is: 500 + 500 + 600 + 300 ms.
    expect(sound.length / 8).toBeGreaterThan(1_700);
    expect(sound.length / 8).toBeLessThan(2_500);
  });

  test('is appended to an earlier one, and the whole plays', async () => {
    const { channels, recordings } = house.ari.requests;
    for (const frequency of [600, 1_100]) {
      const one = await sounding('demo-8001');
      one.voice.say(frequency);
      await passes(one.voice, one.id, 100);
      await channels.record(one.id, { name: 'vm', ifExists: 'append' });
      await house.sees('RecordingStarted');
      await passes(one.voice, one.id, 400);
      await recordings.stop('vm');
      await one.call.hangsUp();
    }
    const file = await readFile(join(house.dataDir, 'softswitch', 'recordings', 'vm.wav'));
    const sound = await recorded('vm');
    expect(contains(sound, 600) && contains(sound, 1_100)).toBe(true);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.readUInt32LE(46)).toBe(sound.length);
  });
});

describe('a playback', () => {
  test('goes forward and back, begins again, pauses and goes on', async () => {
    const segments = [400, 700, 1_100, 1_600, 2_200].map((frequency) => sine(frequency, 16_000));
    await new AriFiles(House.url(house.softswitch)).putSound('scale', pcmWav(Int16Array.from(segments.flatMap((part) => [...part]))));
    const { playbacks } = house.ari.requests;
    const one = await sounding('demo-8001');
    one.voice.say(0);
    await ask('POST', `channels/${one.id}/play/p`, { media: 'sound:scale', skipms: '2000' });
    const hears = (frequency: number) => until(`${frequency} Hz`, () => one.voice.hears(frequency), 1_500);
    await hears(400);
    await playbacks.control('p', 'forward');
    await hears(700);
    await playbacks.control('p', 'forward');
    await hears(1_100);
    await playbacks.control('p', 'reverse');
    await hears(700);
    await playbacks.control('p', 'pause');
    await until('it is quiet', () => one.voice.lastAudio().every((sample) => Math.abs(sample) < 100));
    await playbacks.control('p', 'unpause');
    await hears(700);
    await playbacks.control('p', 'restart');
    await hears(400);
    await playbacks.stop('p');
    expect((await house.sees('PlaybackFinished')).playback.state).toBe('done');
  });

  test('of several media: each is heard, and control is of the one that plays', async () => {
    const files = new AriFiles(House.url(house.softswitch));
    await files.putSound('first', pcmWav(sine(400, 4_000)));
    await files.putSound('second', pcmWav(Int16Array.of(...sine(800, 12_000), ...sine(1_300, 16_000))));
    const { playbacks } = house.ari.requests;
    const one = await sounding('demo-8001');
    one.voice.say(0);
    await ask('POST', `channels/${one.id}/play/p`, { media: 'sound:first,sound:second', skipms: '1500' });
    await until('the first', () => one.voice.hears(400));
    await until('the second', () => one.voice.hears(800));
    await playbacks.control('p', 'forward');
    await until('its end', () => one.voice.hears(1_300), 1_000);
    await playbacks.control('p', 'restart');
    await until('its begin', () => one.voice.hears(800), 1_000);
    expect((await playbacks.get('p')).media_uri).toBe('sound:second');
  });
});

describe('a bridge', () => {
  test('is played to, records all who talk, and has music for all', async () => {
    const { bridges, recordings } = house.ari.requests;
    const [a, b] = [await sounding('demo-8001'), await sounding('demo-8003', { allow: 'g722' }, 'G722')];
    const bridge = await bridges.create('b');
    await bridges.addChannel(bridge.id, [a.id, b.id]);
    a.voice.say(500);
    b.voice.say(1_200);
    await until('they hear each other', () => a.voice.hears(1_200) && b.voice.hears(500));
    expect(await ask('POST', 'bridges/b/play/bp', { media: 'tone:dial' })).toMatchObject({ status: 201, json: { target_uri: 'bridge:b' } });
    await until('both hear it over each other', () => [a, b].every(({ voice }) => voice.hears(450)) && a.voice.hears(1_200));
    await house.ari.requests.playbacks.stop('bp');
    expect(await ask('POST', 'bridges/b/record', { name: 'both', format: 'wav' })).toMatchObject({
      status: 201,
      json: { target_uri: 'bridge:b' },
    });
    await house.sees('RecordingStarted');
    await passes(a.voice, a.id, 600);
    await recordings.pause('both');
    a.voice.say(1_700);
    await passes(a.voice, a.id, 300);
    await recordings.stop('both');
    const sound = await recorded('both');
    expect([500, 1_200, 1_700].map((frequency) => contains(sound, frequency))).toEqual([true, true, false]);

    expect((await ask('POST', 'bridges/b/moh')).status).toBe(204);
    // The notes of its first chord; no beep.
    const hearsMusic = ({ voice }: { voice: { hears(frequency: number): boolean } }) => [262, 349, 440].some((note) => voice.hears(note));
    await until('both hear music', () => hearsMusic(a) && hearsMusic(b), 6_000);
    expect((await ask('DELETE', 'bridges/b/moh')).status).toBe(204);
    expect((await ask('DELETE', 'bridges/b/moh')).status).toBe(409);
  });
});

describe('a call that a network has sent on to several, before the answer', () => {
  test('is heard from the newest that sends sound, not from one that only could', async () => {
    const { channels } = house.ari.requests;
    const listener = await sounding('demo-8002');
    const phone = await house.registered('demo-8001');
    const [first, second] = [await Voice.create(), await Voice.create()];
    voices.push(first, second);
    await channels.create({ channelId: 'c', endpoint: 'PJSIP/demo-8001', app: 'zuoxi' });
    expect((await ask('POST', 'bridges', { bridgeId: 'b', type: 'mixing' })).status).toBe(200);
    for (const channel of ['c', listener.id]) expect((await ask('POST', 'bridges/b/addChannel', { channel })).status).toBe(204);
    await channels.dial('c', 30);
    const call = await phone.isCalled();
    for (const voice of [first, second]) voice.target.port = Number(/m=audio (\d+)/.exec(call.invite.body)?.[1]);
    const hears = (frequency: number) => until(`${frequency} Hz`, () => listener.voice.hears(frequency), 3_000);

    call.responds(183, { body: first.sdp(), tag: 'a' });
    first.say(400);
    await hears(400);
    // A fork that says nothing takes nothing away.
    call.responds(183, { body: second.sdp(), tag: 'b' });
    listener.voice.heard.length = 0;
    await hears(400);
    second.say(700);
    await hears(700);
    listener.voice.heard.length = 0;
    await hears(700);
    expect(listener.voice.hears(400)).toBe(false);
    // And a third, whose sound comes from where the first one's did.
    first.say(1_100);
    call.responds(183, { body: first.sdp(), tag: 'c' });
    await hears(1_100);
  });
});
