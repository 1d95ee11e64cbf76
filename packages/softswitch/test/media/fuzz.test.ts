import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'vitest';
import { test } from './media-test.ts';
import { legOf, TestPhone, until } from './test-phone.ts';
import { webRtcPeer } from './webrtc-peer.ts';

const DATAGRAMS = 10_000;
/** In one go, every 20 ms: more at once would overflow the socket's buffer, which is no fault of ours. */
const BURST = 25;

/** mulberry32: the same datagrams in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How the packets begin that a media port takes apart: RTP with and without extension and CSRC, RTCP, STUN, DTLS, and nothing known. */
const HEADS: readonly (readonly number[])[] = [
  [0x80, 8],
  [0x80, 101],
  [0x90, 0],
  [0xbf, 8],
  [0x80, 200],
  [0x81, 201],
  [0x9f, 203],
  [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42],
  [0, 1, 255, 255, 0x21, 0x12, 0xa4, 0x42],
  [1, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42],
  [22, 254, 253, 0, 0],
  [23, 254, 253, 0, 1],
  [20, 254, 253],
  [],
];

function datagram(next: () => number): Buffer {
  const head = HEADS[Math.floor(next() * HEADS.length)] ?? [];
  const bytes = Buffer.alloc(Math.floor(next() ** 3 * 600));
  for (let i = 0; i < bytes.length; i++) bytes[i] = i < head.length ? (head[i] ?? 0) : next() * 256;
  return bytes;
}

test('ten thousand random datagrams at an RTP port and at a WebRTC port: the call between them loses nothing', async ({ studio }) => {
  const { engine } = studio;
  const phone = await TestPhone.create();
  studio.phones.push(phone);
  const browser = webRtcPeer(900);
  await browser.pc.setLocalDescription(await browser.pc.createOffer());
  const leg = await engine.createLeg({ kind: 'webrtc', codecs: ['PCMA'] });
  const { answer } = await leg.acceptOffer(browser.pc.localDescription?.sdp ?? '');
  await browser.pc.setRemoteDescription({ type: 'answer', sdp: answer });
  const bridge = await engine.createBridge();
  await bridge.add(await phone.call(engine));
  await bridge.add(leg);
  phone.say(1500);
  await until('both hear', () => phone.hears(900) && browser.hears(1500));

  const stranger = createSocket('udp4');
  let answered = 0;
  stranger.on('message', () => answered++);
  stranger.bind(0, '127.0.0.1');
  await once(stranger, 'listening');
  const webRtcPort = Number(/m=audio (\d+)/.exec(answer)?.[1]);
  const next = random(20);
  const lostBefore = (await leg.stats()).packetsLost + (await legOf(phone).stats()).packetsLost;
  const heardBefore = phone.heard.length;
  const eventsBefore = studio.events.length;
  for (let sent = 0; sent < DATAGRAMS; sent += BURST) {
    for (let i = 0; i < BURST; i++) stranger.send(datagram(next), i % 2 === 0 ? phone.target.port : webRtcPort, '127.0.0.1');
    // What no RTP begins with may come from the phone itself, too.
    const garbage = datagram(next);
    if (garbage.length > 0) garbage[0] = (garbage[0] ?? 0) & 0x3f;
    phone.socket.send(garbage, phone.target.port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }

  const of = async (party: typeof leg) => {
    const { packetsLost, strangersDropped } = await party.stats();
    return { packetsLost, strangersDropped };
  };
  const [atPhone, atBrowser] = [await of(legOf(phone)), await of(leg)];
  expect(atPhone.packetsLost + atBrowser.packetsLost - lostBefore).toBe(0);
  expect(atPhone.strangersDropped).toBeGreaterThan(DATAGRAMS / 4);
  expect(atBrowser.strangersDropped).toBeGreaterThan(DATAGRAMS / 8);
  expect(answered).toBe(0);
  // What the phone heard meanwhile has no hole.
  const heard = phone.heard.slice(heardBefore);
  const holes = heard.slice(1).filter((packet, i) => ((packet.sequence - (heard[i]?.sequence ?? 0)) & 0xffff) !== 1);
  expect(holes).toEqual([]);
  expect(heard.length).toBeGreaterThan(100);
  await until('both still hear', () => phone.hears(900) && browser.hears(1500));
  expect(studio.events.slice(eventsBefore)).toEqual([]);
  stranger.close();
  await browser.close();
}, 30_000);
