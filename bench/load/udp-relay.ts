import { createSocket, type Socket } from 'node:dgram';

// Entry of a process of its own: the least that Node can do for a call. Two sockets per call; what comes in at one goes out at
// the other, nothing is parsed. Says where it listens when told where the phones are.

async function open(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));
  return socket;
}

async function relay(phones: readonly number[]): Promise<number[]> {
  const ports: number[] = [];
  for (let n = 0; n + 1 < phones.length; n += 2) {
    const [a, b] = [await open(phones[n] ?? 0), await open(phones[n + 1] ?? 0)];
    a.on('message', (packet) => b.send(packet));
    b.on('message', (packet) => a.send(packet));
    ports.push(a.address().port, b.address().port);
  }
  return ports;
}

process.on('message', ({ phones }: { phones: readonly number[] }) => {
  void relay(phones).then((ports) => process.send?.({ ports }));
});
process.on('disconnect', () => process.exit(0));
