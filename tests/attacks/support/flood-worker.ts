// A worker thread that sends datagrams as fast as it was told to; the measuring goes on undisturbed beside it.
import { createSocket, type Socket } from 'node:dgram';
import { parentPort, workerData } from 'node:worker_threads';

export interface FloodOrder {
  port: number;
  addresses: readonly string[];
  /** `@N@` in it is replaced by the number of the message, `@ADDRESS@` and `@PORT@` by whom it is from. */
  templates: readonly string[];
  packetsPerSecond: number;
  seconds: number;
}

export interface FloodReport {
  sent: number;
  sentBytes: number;
  receivedBytes: number;
  /** When the last answer came, ms after the first message. */
  lastAnswerMs: number;
  seconds: number;
}

const TICK_MS = 5;

async function open(address: string): Promise<Socket> {
  const socket = createSocket({
    type: 'udp4',
    sendBufferSize: 1024 * 1024,
    recvBufferSize: 1024 * 1024,
    // Node would look up the name of every packet's address.
    lookup: (name, _options, done) => done(null, name, 4),
  });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  socket.on('error', () => {});
  return socket;
}

async function flood(order: FloodOrder): Promise<FloodReport> {
  const report: FloodReport = { sent: 0, sentBytes: 0, receivedBytes: 0, lastAnswerMs: 0, seconds: 0 };
  const begin = performance.now();
  const senders = await Promise.all(
    order.addresses.map(async (address) => {
      const socket = await open(address);
      socket.on('message', (data) => {
        report.receivedBytes += data.length;
        report.lastAnswerMs = performance.now() - begin;
      });
      const from = String(socket.address().port);
      return { socket, templates: order.templates.map((text) => text.replaceAll('@ADDRESS@', address).replaceAll('@PORT@', from)) };
    }),
  );
  let number = 0;
  for (;;) {
    const elapsed = performance.now() - begin;
    const isOver = elapsed >= order.seconds * 1000;
    const due = Math.floor((Math.min(elapsed, order.seconds * 1000) * order.packetsPerSecond) / 1000);
    // What could not be sent in time is not made up for in one burst.
    for (let burst = 0; number < due && burst < 400; burst++) {
      const sender = senders[number % senders.length];
      const template = sender?.templates[Math.floor(number / senders.length) % order.templates.length] ?? '';
      const data = Buffer.from(template.replaceAll('@N@', `f${number}`), 'latin1');
      sender?.socket.send(data, order.port, '127.0.0.1');
      report.sentBytes += data.length;
      report.sent++;
      number++;
    }
    if (due - number > 400) number = due;
    if (isOver) break;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  report.seconds = (performance.now() - begin) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const { socket } of senders) socket.close();
  return report;
}

function isOrder(value: unknown): value is FloodOrder {
  return typeof value === 'object' && value !== null && 'templates' in value && 'addresses' in value;
}

if (isOrder(workerData)) parentPort?.postMessage(await flood(workerData));
