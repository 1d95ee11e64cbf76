import { createSocket, type Socket } from 'node:dgram';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';

const HEADER = 12;

/** Sound that nobody asked for, from an address that is nobody's; and an ear for what comes back. */
class Sprayer {
  readonly #socket: Socket;
  #number = 0;
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
}

export const f12: Attack = {
  id: 'F12',
  title: 'RTP bleed and injection',
  what: 'Sound is sent to all ports of the engine before, during and after calls: where it is taken for the phone’s, the attacker hears the call (RTP bleed) or is heard in it (injection).',
  limits: {
    'packets the attacker got': { atMost: 0 },
    'injected before answer, heard': { atMost: 0 },
    'call under attack from its start loses': { atMost: 0 },
    'call that takes over the ports loses': { atMost: 0 },
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
    return {
      'packets the attacker got': sprayer.received,
      'injected before answer, heard': heardAtStart,
      'call under attack from its start loses': lostAtStart,
      'call that takes over the ports loses': next.lost + next.foreign,
    };
  },
};
