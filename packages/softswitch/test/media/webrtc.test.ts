import { generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { silentLogger } from '@zuoxi/kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RTCDtlsTransport } from 'werift';
import { CHROMIUM, CHROMIUM_FLAGS, chromiumInstalled } from '../../../../tests/support/chromium.ts';
import { createMediaEngine, type LegEvent, type MediaEngine, type MediaLeg } from '../../src/media/index.ts';
import { TestPhone, until } from './test-phone.ts';
import { type WebRtcPeer, webRtcPeer } from './webrtc-peer.ts';

let engine: MediaEngine;
let events: LegEvent[];
let closers: (() => void | Promise<void>)[];

beforeEach(async () => {
  events = [];
  closers = [];
  engine = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0] }, silentLogger);
  engine.on((event) => events.push(event));
});

afterEach(async () => {
  for (const close of closers) await close();
  await engine.close();
});

/** A desk phone in a bridge with `leg`. */
async function bridgedWithPhone(leg: MediaLeg, frequency: number): Promise<TestPhone> {
  const phone = await TestPhone.create();
  closers.push(() => phone.close());
  const bridge = await engine.createBridge();
  await bridge.add(await phone.call(engine));
  await bridge.add(leg);
  phone.say(frequency);
  return phone;
}

/** A peer that is closed at the end. */
function peer(frequency: number): WebRtcPeer {
  const made = webRtcPeer(frequency);
  closers.push(made.close);
  return made;
}

describe('a WebRTC leg', () => {
  test('answers an offer, and both sides hear each other', async () => {
    const { pc, hears } = peer(900);
    await pc.setLocalDescription(await pc.createOffer());
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA', 'PCMU'] });
    const { answer } = await leg.acceptOffer(pc.localDescription?.sdp ?? '');
    expect(answer).toContain('a=setup:passive');
    expect(answer).toContain('a=ice-lite');
    await pc.setRemoteDescription({ type: 'answer', sdp: answer });
    const phone = await bridgedWithPhone(leg, 1500);
    await until('the phone hears', () => phone.hears(900));
    await until('the peer hears', () => hears(1500));
    expect((await engine.usage()).ports).toBe(2);
    await leg.close();
    expect((await engine.usage()).ports).toBe(1);
  });

  test('offers, is answered, and both sides hear each other', async () => {
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA'] });
    const { pc, hears } = peer(900);
    await pc.setRemoteDescription({ type: 'offer', sdp: await leg.createOffer() });
    await pc.setLocalDescription(await pc.createAnswer());
    await leg.acceptAnswer(pc.localDescription?.sdp ?? '');
    const phone = await bridgedWithPhone(leg, 1500);
    await until('both hear', () => phone.hears(900) && hears(1500), 10_000);
  });

  test('fails when the certificate is not the one that was signalled', async () => {
    const { pc } = peer(900);
    await pc.setLocalDescription(await pc.createOffer());
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA'] });
    const forged = (pc.localDescription?.sdp ?? '').replace(/(a=fingerprint:sha-256 )(..:..)/g, '$100:00');
    const { answer } = await leg.acceptOffer(forged);
    await pc.setRemoteDescription({ type: 'answer', sdp: answer });
    await until('it is reported', () => events.some((e) => e.type === 'transport-failed'), 10_000);
    expect((await leg.stats()).packetsReceived).toBe(0);
  });

  test('fails when the right certificate is shown by one who does not have its key', async () => {
    const { certPem, signatureHash } = await RTCDtlsTransport.SetupCertificate();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const thief = webRtcPeer(900, { certPem, keyPem, signatureHash });
    closers.push(thief.close);
    const { pc } = thief;
    await pc.setLocalDescription(await pc.createOffer());
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA'] });
    const { answer } = await leg.acceptOffer(pc.localDescription?.sdp ?? '');
    await pc.setRemoteDescription({ type: 'answer', sdp: answer });
    await until('it is reported', () => events.some((e) => e.type === 'transport-failed'), 10_000);
    expect(events.find((e) => e.type === 'transport-failed')).toMatchObject({ reason: expect.stringContaining('signature') });
    expect((await leg.stats()).packetsReceived).toBe(0);
  });

  test('is not disturbed by handshakes and checks that others begin: each of ten calls under attack comes about', async () => {
    const stranger = createSocket('udp4');
    let answered = 0;
    stranger.on('message', () => answered++);
    stranger.bind(0, '127.0.0.2');
    await once(stranger, 'listening');
    // A client hello without cookie, and a binding request without password.
    const hello = Buffer.from(
      `16feff00000000000000000036010000 2a000000000000002afefd${'11'.repeat(32)}00000002c02b0100`.replace(' ', ''),
      'hex',
    );
    const check = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');
    for (let call = 0; call < 10; call++) {
      const { pc, hears } = peer(900);
      await pc.setLocalDescription(await pc.createOffer());
      const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA'] });
      const { answer } = await leg.acceptOffer(pc.localDescription?.sdp ?? '');
      const port = Number(/m=audio (\d+)/.exec(answer)?.[1]);
      const attack = setInterval(() => {
        for (let i = 0; i < 20; i++) stranger.send(i % 2 ? hello : check, port, '127.0.0.1');
      }, 5);
      await pc.setRemoteDescription({ type: 'answer', sdp: answer });
      leg.play({ kind: 'tone', frequencies: [1_500], cadence: [] });
      await until('the peer hears', () => hears(1_500));
      clearInterval(attack);
      expect((await leg.stats()).strangersDropped).toBeGreaterThan(0);
      await leg.close();
    }
    expect(answered).toBe(0);
    expect(events.filter((e) => e.type === 'transport-failed')).toEqual([]);
    stranger.close();
  }, 30_000);

  test('refuses an offer without ICE or fingerprint', async () => {
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA'] });
    const offer = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n';
    await expect(leg.acceptOffer(offer)).rejects.toMatchObject({ reason: 'bad-sdp' });
    await expect(leg.acceptOffer(`${offer}a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n`)).rejects.toMatchObject({
      reason: 'bad-sdp',
    });
    await expect(leg.acceptOffer(offer.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP'))).rejects.toMatchObject({ reason: 'not-acceptable' });
  });
});

// Skipped only where there is no Chromium to test with.
describe.skipIf(!chromiumInstalled)('Chromium', () => {
  async function page(): Promise<Page> {
    const browser: Browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...CHROMIUM_FLAGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    });
    closers.push(() => browser.close());
    const one = await browser.newPage();
    // A phone in the page: says 900 Hz, and tells the level of a tone it hears.
    await one.evaluate(() => {
      const context = new AudioContext();
      const oscillator = new OscillatorNode(context, { frequency: 900 });
      const destination = context.createMediaStreamDestination();
      oscillator.connect(destination);
      oscillator.start();
      const pc = new RTCPeerConnection();
      for (const track of destination.stream.getTracks()) pc.addTrack(track, destination.stream);
      const analyser = new AnalyserNode(context, { fftSize: 4096 });
      pc.ontrack = (event) => {
        const stream = event.streams[0];
        if (!stream) return;
        // Chromium feeds a remote stream into Web Audio only while an element plays it.
        const audio = new Audio();
        audio.srcObject = stream;
        audio.muted = true;
        void audio.play();
        context.createMediaStreamSource(stream).connect(analyser);
      };
      const gathered = () =>
        new Promise<void>((resolve) => {
          if (pc.iceGatheringState === 'complete') resolve();
          pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve();
        });
      Object.assign(window, {
        offer: async () => {
          await context.resume();
          await pc.setLocalDescription();
          await gathered();
          return pc.localDescription?.sdp;
        },
        accept: async (type: RTCSdpType, sdp: string) => {
          await context.resume();
          await pc.setRemoteDescription({ type, sdp });
          if (type === 'answer') return undefined;
          await pc.setLocalDescription();
          await gathered();
          return pc.localDescription?.sdp;
        },
        say: (frequency: number) => {
          oscillator.frequency.value = frequency;
        },
        press: (keys: string) => pc.getSenders()[0]?.dtmf?.insertDTMF(keys, 100, 70),
        peak: () => {
          const bins = new Float32Array(analyser.frequencyBinCount);
          analyser.getFloatFrequencyData(bins);
          const at = bins.indexOf(Math.max(...bins));
          return (bins[at] ?? -200) > -60 ? (at * context.sampleRate) / analyser.fftSize : 0;
        },
      });
    });
    return one;
  }

  const peak = (one: Page) => one.evaluate<number>('peak()');

  test('calls: both hear each other, keys arrive, and a second offer works', async () => {
    const one = await page();
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA', 'PCMU'] });
    const { answer } = await leg.acceptOffer(await one.evaluate<string>('offer()'));
    await one.evaluate(`accept('answer', ${JSON.stringify(answer)})`);
    const phone = await bridgedWithPhone(leg, 1500);
    await until('the phone hears', () => phone.hears(900), 10_000);
    await until('the browser hears', async () => Math.abs((await peak(one)) - 1500) < 30, 10_000);
    await one.evaluate("press('5#')");
    await until('the keys', () => events.flatMap((e) => (e.type === 'dtmf' ? [e.digit] : [])).join('') === '5#', 5_000);
    await until('they reach the phone', () => phone.events().some((p) => p.payload[0] === 11));
    const again = await leg.acceptOffer(await one.evaluate<string>('offer()'));
    await one.evaluate(`accept('answer', ${JSON.stringify(again.answer)})`);
    const before = phone.heard.length;
    await until('audio goes on', () => phone.heard.length > before + 20 && phone.hears(900));
  }, 40_000);

  test('is called: it answers our offer, and both hear each other', async () => {
    const one = await page();
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMU'] });
    const answer = await one.evaluate<string>(`accept('offer', ${JSON.stringify(await leg.createOffer())})`);
    await leg.acceptAnswer(answer);
    const phone = await bridgedWithPhone(leg, 1500);
    await until('the phone hears', () => phone.hears(900), 10_000);
    await until('the browser hears', async () => Math.abs((await peak(one)) - 1500) < 30, 10_000);
  }, 40_000);

  test('is called with G.722 first: wide band both ways with a G.722 phone, and a G.711 phone is passed on undecoded', async () => {
    const one = await page();
    const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['G722', 'PCMA', 'PCMU'] });
    const answer = await one.evaluate<string>(`accept('offer', ${JSON.stringify(await leg.createOffer())})`);
    await leg.acceptAnswer(answer);
    expect(leg.codec).toBe('G722');
    const wide = await TestPhone.create('G722');
    closers.push(() => wide.close());
    const bridge = await engine.createBridge();
    await bridge.add(await wide.call(engine));
    await bridge.add(leg);
    wide.say(6_100);
    await one.evaluate('say(5200)');
    await until('the phone hears wide band', () => wide.hears(5_200));
    await until('the browser hears wide band', async () => Math.abs((await peak(one)) - 6_100) < 60, 10_000);
    const narrow = await bridgedWithPhone(leg, 1_500);
    await one.evaluate('say(900)');
    await until('the G.711 phone hears', () => narrow.hears(900));
    await until('the browser hears it', async () => Math.abs((await peak(one)) - 1_500) < 30, 10_000);
    expect((await leg.stats()).packetsLost).toBeLessThan(5);
  }, 40_000);
});
