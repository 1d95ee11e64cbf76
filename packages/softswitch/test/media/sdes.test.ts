import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { sine } from '@zuoxi/sound';
import { expect } from 'vitest';
import { cryptoLine, parseCrypto, type SdesCrypto } from '../../src/media/sdp-crypto.ts';
import { SrtpReceiver, SrtpSender } from '../../src/media/srtp.ts';
import { type Studio, test } from './media-test.ts';
import { legOf, TestPhone, until } from './test-phone.ts';
import { encode } from './tone-detector.ts';

type Suite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32';

function keyOf(fill: number, suite: Suite): SdesCrypto {
  return { tag: 1, suite, key: Buffer.alloc(16, fill), salt: Buffer.alloc(14, fill + 1) };
}

/** A phone that offers RTP/SAVP with that key. */
async function encrypted(studio: Studio, key: SdesCrypto, frequency: number): Promise<TestPhone> {
  const phone = await TestPhone.create();
  studio.phones.push(phone);
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'], sdes: 'required' });
  const { answer } = await leg.acceptOffer(phone.sdp('sendrecv', `a=${cryptoLine(key)}`).replace('RTP/AVP', 'RTP/SAVP'));
  const theirs = parseCrypto(/a=crypto:(.*)/.exec(answer)?.[1] ?? '');
  if (!theirs) throw new Error('no key in the answer');
  phone.srtp = {
    protect: new SrtpSender(key.suite, key.key, key.salt),
    unprotect: new SrtpReceiver(theirs.suite, theirs.key, theirs.salt),
  };
  phone.target.port = Number(/m=audio (\d+) RTP\/SAVP/.exec(answer)?.[1]);
  phone.leg = leg;
  phone.say(frequency);
  return phone;
}

async function joinedCall(studio: Studio, phones: readonly TestPhone[]): Promise<void> {
  const bridge = await studio.engine.createBridge();
  for (const phone of phones) await bridge.add(legOf(phone));
}

for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const) {
  test.concurrent(`an encrypted phone and a plain one hear each other (${suite})`, async ({ studio }) => {
    const a = await encrypted(studio, keyOf(1, suite), 500);
    const b = await TestPhone.create('PCMU');
    studio.phones.push(b);
    await b.call(studio.engine);
    b.say(1_200);
    await joinedCall(studio, [a, b]);
    await until('both hear', () => a.hears(1_200) && b.hears(500));
    expect(a.unreadable).toBe(0);
    a.press(5);
    await until('the key is reported', () => studio.events.some((event) => event.type === 'dtmf' && event.digit === '5'));
  });
}

test.concurrent('two encrypted phones hear each other, each with its own keys, over a re-INVITE with other ones', async ({ studio }) => {
  const a = await encrypted(studio, keyOf(1, 'AES_CM_128_HMAC_SHA1_80'), 500);
  const b = await encrypted(studio, keyOf(9, 'AES_CM_128_HMAC_SHA1_32'), 1_200);
  await joinedCall(studio, [a, b]);
  await until('both hear', () => a.hears(1_200) && b.hears(500));
  const fresh = keyOf(40, 'AES_CM_128_HMAC_SHA1_80');
  const { answer } = await legOf(a).acceptOffer(a.sdp('sendrecv', `a=${cryptoLine(fresh)}`).replace('RTP/AVP', 'RTP/SAVP'));
  // Our own key stays: its packets are counted on.
  expect(parseCrypto(/a=crypto:(.*)/.exec(answer)?.[1] ?? '')).toBeDefined();
  const unprotect = a.srtp?.unprotect;
  if (!unprotect) throw new Error('no keys');
  a.srtp = { protect: new SrtpSender(fresh.suite, fresh.key, fresh.salt), unprotect };
  const from = [a.heard.length, b.heard.length] as const;
  await until('both hear again', () => a.heard.length > from[0] + 20 && b.heard.length > from[1] + 20 && a.hears(1_200) && b.hears(500));
  expect(a.unreadable).toBe(0);
});

test.concurrent('our offer is taken with the weaker suite, and without keys where that may be', async ({ studio }) => {
  const leg = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'], sdes: 'optional' });
  const offer = await leg.createOffer();
  const second = parseCrypto(/a=crypto:(2 .*)/.exec(offer)?.[1] ?? '');
  if (!second) throw new Error('no second key');
  const phone = await TestPhone.create();
  studio.phones.push(phone);
  phone.target.port = Number(/m=audio (\d+)/.exec(offer)?.[1]);
  const own = { ...keyOf(3, 'AES_CM_128_HMAC_SHA1_32'), tag: 2 };
  await leg.acceptAnswer(phone.sdp('sendrecv', `a=${cryptoLine(own)}`));
  phone.srtp = {
    protect: new SrtpSender(own.suite, own.key, own.salt),
    unprotect: new SrtpReceiver(second.suite, second.key, second.salt),
  };
  leg.play({ kind: 'tone', frequencies: [700], cadence: [] });
  await until('it hears', () => phone.hears(700));
  const other = await studio.engine.createLeg({ kind: 'rtp', codecs: ['PCMA'], sdes: 'optional' });
  await other.createOffer();
  const plain = await TestPhone.create();
  studio.phones.push(plain);
  await other.acceptAnswer(plain.sdp());
  other.play({ kind: 'tone', frequencies: [900], cadence: [] });
  await until('it hears in the clear', () => plain.hears(900));
});

test.concurrent('what has no key, a wrong tag or was heard before is not heard, wherever it comes from', async ({ studio }) => {
  const a = await encrypted(studio, keyOf(1, 'AES_CM_128_HMAC_SHA1_80'), 500);
  const b = await encrypted(studio, keyOf(9, 'AES_CM_128_HMAC_SHA1_80'), 1_200);
  await joinedCall(studio, [a, b]);
  await until('both hear', () => a.hears(1_200) && b.hears(500));
  const before = (await legOf(a).stats()).strangersDropped;
  const stranger = createSocket('udp4');
  let answered = 0;
  stranger.on('message', () => answered++);
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const noise = encode(sine(2_000, 160), 'PCMA');
  const wrong = new SrtpSender('AES_CM_128_HMAC_SHA1_80', Buffer.alloc(16, 99), Buffer.alloc(14, 99));
  for (let i = 0; i < 50; i++) {
    const packet = Buffer.alloc(172);
    packet.set([0x80, 8]);
    packet.writeUInt16BE((a.sequence + i) & 0xffff, 2);
    packet.writeUInt32BE(a.ssrc, 8);
    noise.copy(packet, 12);
    // In the clear, and with another key, from the phone's own socket as well.
    const sealed = wrong.rtp(packet) ?? packet;
    stranger.send(packet, a.target.port, '127.0.0.1');
    stranger.send(sealed, a.target.port, '127.0.0.1');
    a.socket.send(packet, a.target.port, '127.0.0.1');
    a.socket.send(sealed, a.target.port, '127.0.0.1');
  }
  await until('they are counted', async () => (await legOf(a).stats()).strangersDropped >= before + 200);
  expect(b.hears(2_000)).toBe(false);
  await until('audio goes on', () => b.hears(500) && a.hears(1_200));
  expect(answered).toBe(0);
  expect((await legOf(a).stats()).packetsLost).toBe(0);
  stranger.close();
});
