import { createSocket, type Socket } from 'node:dgram';
import { Chance } from '../../../packages/softswitch/test/fuzz/mutate.ts';
import { type WebRtcPeer, webRtcPeer } from '../../../packages/softswitch/test/media/webrtc-peer.ts';
import { TestPhone } from '../../../packages/softswitch/test/switch/test-phone.ts';
import { eventually } from '../../support/eventually.ts';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';
import { ALONE } from '../support/switchboard.ts';

const TONE_HZ = 700;

/** The beginnings of what a port of WebRTC takes apart: DTLS hello, alert, close, keys, STUN requests, SRTP and SRTCP. */
const HEADS = ['16fefd', '15fefd', '14fefd', '17fefd', '000100002112a442', '010100082112a442', '8008', '80c8', '81c9'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

function datagram(chance: Chance): Buffer {
  const bytes = Buffer.alloc(20 + chance.below(200));
  for (let i = 0; i < bytes.length; i++) bytes[i] = chance.below(256);
  (chance.of(HEADS) ?? bytes).copy(bytes);
  return bytes;
}

/** A browser's call: DTLS and SRTP against the engine, signalling as any phone does it. */
async function browserCall(arena: Arena, phone: TestPhone): Promise<{ peer: WebRtcPeer; port: number; hangUp(): Promise<void> }> {
  const peer = webRtcPeer(TONE_HZ);
  arena.onClose(() => void peer.close());
  await peer.pc.setLocalDescription(await peer.pc.createOffer());
  const call = await phone.calls(ALONE, { body: peer.pc.localDescription?.sdp ?? '' });
  const { body } = await call.isAnswered();
  await peer.pc.setRemoteDescription({ type: 'answer', sdp: body });
  return { peer, port: Number(/^m=audio (\d+)/m.exec(body)?.[1]), hangUp: () => call.hangsUp() };
}

const isConnected = ({ pc }: WebRtcPeer): boolean => pc.connectionState === 'connected';

export const f13: Attack = {
  id: 'F13',
  title: 'Broken DTLS and SRTP',
  what: 'While browsers agree on their keys, and afterwards, strangers send broken DTLS, STUN and SRTP to the same ports: hellos to get in first, alerts to end the session, packets with wrong signatures to be heard.',
  limits: {
    'browsers connected %': { atLeast: 99 },
    'calls that survive': { atLeast: 1 },
    'forged packets counted as heard': { atMost: 0 },
  },
  async run(arena) {
    await arena.board.account('browser', { webrtc: 'yes' });
    const phone = await TestPhone.create({ user: 'browser', password: 'pw-browser', server: { port: arena.engine.sipPort } });
    arena.onClose(() => phone.close());
    await phone.registers();
    const stranger: Socket = createSocket('udp4');
    await new Promise<void>((resolve) => stranger.bind(0, arena.newAddress(), resolve));
    stranger.on('error', () => {});
    arena.onClose(() => stranger.close());
    const chance = new Chance(13);
    const [first, last] = arena.engine.rtpPorts;
    let isOver = false;
    const spraying = (async () => {
      while (!isOver) {
        for (let n = 0; n < 40; n++) stranger.send(datagram(chance), first + chance.below(last - first + 1), '127.0.0.1');
        await pause(4);
      }
    })();
    const handshakes = arena.scaled(4, 20);
    let connected = 0;
    try {
      for (let n = 0; n < handshakes; n++) {
        const { peer, hangUp } = await browserCall(arena, phone);
        const up = await eventually('the browser is connected', () => isConnected(peer), 10_000).catch(() => false);
        if (up) connected++;
        await hangUp();
        await peer.close();
      }
    } finally {
      isOver = true;
      await spraying;
    }
    // One call at its own port.
    const before = (await arena.requests.channels.list()).map(({ id }) => id);
    const attacked = await browserCall(arena, phone);
    await eventually('the browser is connected', () => isConnected(attacked.peer), 10_000);
    const channel = (await arena.requests.channels.list()).find(({ id }) => !before.includes(id))?.id ?? '';
    const since = performance.now();
    const heard = async (): Promise<number> => Number((await arena.requests.channels.rtpStatistics(channel)).rxcount ?? 0);
    const heardBefore = await heard();
    const count = arena.scaled(10_000, 100_000);
    for (let sent = 0; sent < count; sent += 50) {
      for (let n = 0; n < 50; n++) stranger.send(datagram(chance), attacked.port, '127.0.0.1');
      await pause(4);
    }
    await pause(300);
    // The browser says fifty packets a second; whatever is above that was somebody else.
    const possible = ((performance.now() - since) / 1000) * 50 + 25;
    const forged = Math.max(0, Math.round((await heard()) - heardBefore - possible));
    const survives = isConnected(attacked.peer) ? 1 : 0;
    await attacked.hangUp().catch(() => {});
    return {
      'browsers connected %': (100 * connected) / handshakes,
      'calls that survive': survives,
      'forged packets counted as heard': forged,
      'packets sent to its port': count,
    };
  },
};
