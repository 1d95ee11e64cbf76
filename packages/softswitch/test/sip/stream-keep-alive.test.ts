import { connect, createServer, type Socket } from 'node:net';
import { ManualClock } from '@zuoxi/kit';
import { afterEach, expect, test } from 'vitest';
import type { Flow } from '../../src/sip/flow.ts';
import { TcpTransport } from '../../src/sip/transport-tcp.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

test('a connection of ours is kept alive by a double CRLF every 90 s (RFC 5626 section 4.4.1), and no longer when it is gone', async () => {
  const clock = new ManualClock();
  const accepted: Socket[] = [];
  let arrived: () => void = () => {};
  let heard = '';
  const server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      heard += data;
      arrived();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const closed: Flow[] = [];
  let gone: () => void = () => {};
  const transport = new TcpTransport(
    { clock, bindAddress: '127.0.0.1', port: 0 },
    {
      onData: () => {},
      onClosed: (flow) => {
        closed.push(flow);
        gone();
      },
    },
  );
  await transport.start();
  open.push({ close: () => transport.stop() }, server);
  const more = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  const flow = transport.flowTo('127.0.0.1', typeof address === 'object' && address ? address.port : 0);
  let next = more();
  flow.send(Buffer.from('hello'));
  await next;
  next = more();
  clock.advance(90_000);
  await next;
  expect(heard).toBe('hello\r\n\r\n');
  const end = new Promise<void>((resolve) => {
    gone = resolve;
  });
  for (const socket of accepted) socket.destroy();
  await end;
  expect(closed).toEqual([flow]);
  expect(clock.pendingTimers).toBe(0);
});

/** A transport and its clients. */
async function listening(maxConnections?: number) {
  const clock = new ManualClock();
  let heard = 0;
  let onHeard: () => void = () => {};
  const handlers = {
    onData: () => {
      heard++;
      onHeard();
    },
    onClosed: () => {},
  };
  const transport = new TcpTransport({ clock, bindAddress: '127.0.0.1', port: 0, maxConnections }, handlers);
  await transport.start();
  open.push({ close: () => transport.stop() });
  const client = async (): Promise<Socket> => {
    const socket = connect(transport.port, '127.0.0.1');
    open.push({ close: () => socket.destroy() });
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };
  const say = async (socket: Socket, text: string): Promise<void> => {
    const before = heard;
    const next = new Promise<void>((resolve) => {
      onHeard = resolve;
    });
    socket.write(text);
    if (heard === before) await next;
  };
  return { transport, clock, client, say };
}

const isGone = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));
const MESSAGE = 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n';

test('a connection on which nothing whole arrives within 32 s is closed, however often a letter comes', async () => {
  const { transport, clock, client, say } = await listening();
  const [silent, good] = [await client(), await client()];
  await say(good, MESSAGE);
  await expect.poll(() => transport.connections).toBe(2);
  const gone = isGone(silent);
  clock.advance(32_000);
  await gone;
  expect(transport.connections).toBe(1);
  // The next message in pieces: whole in time it is heard, else the connection is over.
  await say(good, `${MESSAGE}OPTIONS`);
  await expect.poll(() => clock.pendingTimers).toBe(1);
  clock.advance(31_000);
  await say(good, MESSAGE.slice(7));
  await expect.poll(() => clock.pendingTimers).toBe(0);
  await say(good, `${MESSAGE}OPTIONS`);
  await expect.poll(() => clock.pendingTimers).toBe(1);
  const over = isGone(good);
  clock.advance(32_000);
  await over;
  expect(clock.pendingTimers).toBe(0);
});

test('when all places are taken, who said nothing makes room for who comes', async () => {
  const { transport, client, say } = await listening(3);
  const good = await client();
  await say(good, MESSAGE);
  const silent = [await client(), await client()];
  await expect.poll(() => transport.connections).toBe(3);
  const first = isGone(silent[0] ?? good);
  const newcomer = await client();
  await first;
  await say(newcomer, MESSAGE);
  await say(good, MESSAGE);
  expect(transport.connections).toBe(3);
});
