import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';

const FOLDER = join(import.meta.dirname, '../../../packages/softswitch/test/sip');

function files(folder: string): Buffer[] {
  return readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith('.dat'))
    .map((name) => readFileSync(join(FOLDER, folder, name)));
}

/** One message on a connection of its own, which is then broken off. */
function overTcp(arena: Arena, message: Buffer, localAddress: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: arena.engine.sipPort, host: '127.0.0.1', localAddress });
    const done = (): void => {
      socket.destroy();
      resolve();
    };
    socket.on('error', done);
    socket.on('connect', () => {
      socket.write(message);
      setTimeout(done, 20);
    });
  });
}

function torture(id: string, title: string, what: string, folder: string): Attack {
  return {
    id,
    title,
    what,
    limits: {},
    async run(arena) {
      const messages = files(folder);
      const carrierAddress = arena.newAddress();
      await arena.board.trunk('carrier', carrierAddress);
      const carrier = await arena.socket(carrierAddress);
      const stranger = await arena.socket();
      const rounds = arena.scaled(4, 40);
      for (let round = 0; round < rounds; round++) {
        for (const message of messages) {
          carrier.send(message);
          stranger.send(message);
          await pause(2);
        }
      }
      for (const message of messages) await overTcp(arena, message, carrierAddress);
      return { 'messages sent': messages.length * (2 * rounds + 1), 'answers to the carrier': carrier.receivedPackets };
    },
  };
}

export const f01 = torture(
  'F1',
  'Torture messages of RFC 4475',
  'The 49 messages of RFC 4475, valid and broken ones at the edge of what SIP allows, again and again, over UDP and TCP, from a carrier (which is believed) and from a stranger.',
  'torture',
);

export const f02 = torture('F2', 'Torture messages of RFC 5118', 'The same with the IPv6 messages of RFC 5118.', 'torture-ipv6');
