import { connect, type Socket } from 'node:net';
import { type Arena, pause } from '../support/arena.ts';
import type { Attack } from '../support/attack.ts';

const CAP = 200;

/** Connections from one address, and how many of them are still open. */
class Crowd {
  readonly #sockets: Socket[] = [];

  async join(port: number, localAddress: string, count: number): Promise<void> {
    // In small groups: the queue of those who wait to be accepted is short.
    for (let done = 0; done < count; done += 50) {
      await Promise.all(Array.from({ length: Math.min(50, count - done) }, () => this.#connect(port, localAddress)));
    }
  }

  #connect(port: number, localAddress: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress });
      socket.on('error', () => resolve());
      socket.on('connect', () => resolve());
      socket.resume();
      this.#sockets.push(socket);
    });
  }

  get open(): number {
    return this.#sockets.filter((socket) => socket.readyState === 'open').length;
  }

  write(text: string): void {
    for (const socket of this.#sockets) if (socket.readyState === 'open') socket.write(text, 'latin1');
  }

  breakOff(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}

function options(sipPort: number, n: number): string {
  return `OPTIONS sip:127.0.0.1:${sipPort} SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKp${n}\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: p${n}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
}

/** Whether somebody new gets an answer over TCP. */
function newcomerIsServed(arena: Arena): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port: arena.engine.sipPort, host: '127.0.0.1', localAddress: arena.newAddress() });
    const finish = (served: boolean): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(served);
    };
    const limit = setTimeout(() => finish(false), 2_000);
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('data', () => finish(true));
    socket.on('connect', () => socket.write(options(arena.engine.sipPort, 0)));
  });
}

export const f05: Attack = {
  id: 'F5',
  title: 'Connections that are never used, or abused',
  what: 'Connections that say nothing, that say one letter a second (slow loris), that break off in the middle of an invitation, that send hundreds of requests in one go; thousands of them, over TCP and WebSocket, until nobody else gets one.',
  limits: {
    'connections one address may hold': { atMost: CAP },
    'newcomers over TCP served': { atLeast: 1 },
    'answers slower, times': { atMost: 2, isSpeed: true },
  },
  async run(arena) {
    const { sipPort } = arena.engine;
    const webSocketPort = Number(new URL(arena.engine.sipWebSocketUrl).port);
    const crowds: Crowd[] = [];
    const crowd = (): Crowd => {
      const made = new Crowd();
      crowds.push(made);
      arena.onClose(() => made.breakOff());
      return made;
    };
    // 1. One address with more than its share, a letter at a time.
    const slow = crowd();
    await slow.join(sipPort, arena.newAddress(), 400);
    for (const letter of 'INVITE') {
      slow.write(letter);
      await pause(100);
    }
    const held = slow.open;
    // 2. Thousands that say nothing, from many addresses.
    const idle = crowd();
    for (let n = 0; n < arena.scaled(6, 50); n++) await idle.join(sipPort, arena.newAddress(), CAP);
    const webSockets = crowd();
    await webSockets.join(webSocketPort, arena.newAddress(), arena.scaled(300, 1_000));
    webSockets.write('GET /ws HTTP/1.1\r\nHost: x\r\n');
    const servedMeanwhile = await newcomerIsServed(arena);
    // 3. Broken off in the middle of an invitation.
    for (let n = 0; n < arena.scaled(3, 20); n++) {
      const abrupt = crowd();
      await abrupt.join(sipPort, arena.newAddress(), 50);
      abrupt.write('INVITE sip:100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\nContent-Length: 5000\r\n\r\nv=0');
      await pause(20);
      abrupt.breakOff();
    }
    // 4. Many requests in one go.
    const hasty = crowd();
    await hasty.join(sipPort, arena.newAddress(), 5);
    hasty.write(Array.from({ length: 500 }, (_, n) => options(sipPort, n)).join(''));
    await pause(500);
    const served = await newcomerIsServed(arena);
    const result = { 'connections tried': arena.scaled(6, 50) * CAP + 400, 'connections open': idle.open + slow.open + webSockets.open };
    // 5. The slow ones go on, one letter every few seconds: how many hold their place.
    for (let n = 0; n < arena.scaled(0, 8); n++) {
      slow.write('x');
      await pause(5_000);
    }
    const stillSlow = slow.open;
    for (const one of crowds) one.breakOff();
    const slowOnes: Record<string, number> = arena.effort === 'full' ? { 'slow connections held for 40 s': stillSlow } : {};
    return {
      ...result,
      ...slowOnes,
      'connections one address may hold': held,
      'newcomers over TCP served': servedMeanwhile && served ? 1 : 0,
    };
  },
};
