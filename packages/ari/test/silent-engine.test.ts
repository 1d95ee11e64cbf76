import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ManualClock, silentLogger } from '@zuoxi/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from '../../../tests/support/eventually.ts';
import { AriClient } from '../src/client.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0).reverse()) one.close();
});

/** An engine that takes connections, and answers nothing from the moment it is told to stand still. */
async function engine() {
  let isStill = false;
  let asked = 0;
  const held: ((ok: boolean) => void)[] = [];
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    autoPong: false,
    // The kernel takes the connection; nobody answers on it.
    verifyClient: (_info: unknown, done: (ok: boolean) => void) => (isStill ? void held.push(done) : done(true)),
  });
  await once(server, 'listening');
  server.on('connection', (socket) =>
    socket.on('ping', () => {
      asked++;
      if (!isStill) socket.pong();
    }),
  );
  open.push({
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  });
  return {
    url: `http://user:password@127.0.0.1:${(server.address() as AddressInfo).port}/ari`,
    get asked() {
      return asked;
    },
    standStill: () => {
      isStill = true;
    },
    wakeUp: () => {
      isStill = false;
      for (const done of held.splice(0)) done(true);
    },
    say: (text: string) => {
      for (const client of server.clients) client.send(text);
    },
  };
}

async function connected() {
  const clock = new ManualClock();
  const it = await engine();
  const client = new AriClient({ url: it.url, app: 'test', clock, logger: silentLogger });
  open.push(client);
  const news: string[] = [];
  client.on('connected', () => news.push('connected'));
  client.on('disconnected', () => news.push('disconnected'));
  client.connect();
  await eventually('it is connected', () => client.isConnected);
  /** Seconds on the client's clock, with time for what travels meanwhile. */
  const wait = async (seconds: number) => {
    for (let n = 0; n < seconds; n++) {
      const before = it.asked;
      clock.advance(1000);
      if (n % 2 === 1 && client.isConnected) await eventually('the question arrives', () => it.asked > before || !client.isConnected);
      // The answer comes back, or the end of the connection.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { clock, engine: it, client, news, wait };
}

describe('an engine that stands still on an open connection', () => {
  it('is cut off within 10 s, requests under way fail, and it is found again when it answers', async () => {
    const { clock, engine, client, news, wait } = await connected();
    await wait(20);
    expect(news).toEqual(['connected']);
    engine.standStill();
    const request = client.call({ method: 'GET', uri: '/channels' });
    const failed = expect(request).rejects.toThrow('connection lost');
    await wait(10);
    await failed;
    expect(news).toEqual(['connected', 'disconnected']);
    engine.wakeUp();
    clock.advance(3000);
    await eventually('it is connected again', () => client.isConnected);
    const before = engine.asked;
    clock.advance(2000);
    await eventually('it is asked again', () => engine.asked > before);
    expect(news).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('that says anything at all is not still', async () => {
    const { engine, news, wait } = await connected();
    engine.standStill();
    for (let n = 0; n < 8; n++) {
      engine.say('{"type":"PeerStatusChange"}');
      await wait(2);
    }
    expect(news).toEqual(['connected']);
  });

  it('leaves no timer behind when the connection is closed', async () => {
    const { clock, client, wait } = await connected();
    await wait(4);
    client.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
