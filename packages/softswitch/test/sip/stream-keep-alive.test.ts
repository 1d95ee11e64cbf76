import { createServer, type Socket } from 'node:net';
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
