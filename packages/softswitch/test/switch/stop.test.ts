import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { certificateFor } from './certificates.ts';
import { House } from './house.ts';

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

/** Of every server: SIP over TCP, TLS, WebSocket and secure WebSocket, and ARI. */
test('is not held up by connections over which nothing was said, not even of TLS', async () => {
  const certificate = await certificateFor({ dns: ['localhost'], ip: ['127.0.0.1'] });
  const house = await House.open({ certificate, sipTlsPort: 0, sipWssPort: 0 });
  const { sipPort, sipTlsPort, sipWsPort, sipWssPort, ariPort } = house.softswitch;
  for (const port of [sipPort, sipTlsPort, sipWsPort, sipWssPort, ariPort]) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    opened.push(socket);
    await once(socket, 'connect');
  }
  const gone = Promise.all(opened.map((socket) => once(socket.resume(), 'close')));
  await house.close();
  await gone;
  expect(opened).toHaveLength(5);
}, 8_000);
