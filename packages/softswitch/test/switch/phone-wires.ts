import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { StreamFramer } from '../../src/sip/stream-framer.ts';

/** What a test phone is plugged into. */
export interface Wire {
  /** As in Via. */
  readonly transport: 'UDP' | 'TCP' | 'TLS' | 'WS';
  /** As in a URI: `127.0.0.1` or `[::1]`. */
  readonly host: string;
  readonly port: number;
  send(data: Buffer): void;
  onData(take: (data: Buffer) => void): void;
  close(): void;
}

export interface StreamWire extends Wire {
  /** The next bytes as they come, framed or not. */
  raw(): Promise<string>;
  readonly isClosed: Promise<void>;
}

/** `address`: where it sends from; the server is on 127.0.0.1 or ::1. */
export async function udpWire(serverPort: number, address = '127.0.0.1'): Promise<Wire> {
  const isV6 = address === '::1';
  const socket = createSocket(isV6 ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return {
    transport: 'UDP',
    host: isV6 ? '[::1]' : address,
    port: socket.address().port,
    send: (data) => socket.send(data, serverPort, isV6 ? address : '127.0.0.1'),
    onData: (take) => void socket.on('message', take),
    close: () => socket.close(),
  };
}

function streamWire(transport: 'TCP' | 'TLS', socket: Socket): StreamWire {
  return {
    transport,
    host: '127.0.0.1',
    port: socket.localPort ?? 0,
    send: (data) => void socket.write(data),
    onData: (take) => {
      const framer = new StreamFramer(take, () => {});
      socket.on('data', (chunk: Buffer) => void framer.push(chunk));
      socket.on('error', () => {});
    },
    close: () => socket.destroy(),
    isClosed: new Promise((resolve) => socket.once('close', () => resolve())),
    raw: () => new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')))),
  };
}

export async function tcpWire(serverPort: number): Promise<StreamWire> {
  const socket = connect(serverPort, '127.0.0.1');
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return streamWire('TCP', socket);
}

/** Believes that certificate only. */
export async function tlsWire(serverPort: number, ca: string): Promise<StreamWire> {
  const socket = connectTls({ port: serverPort, host: '127.0.0.1', ca, servername: 'localhost' });
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  return streamWire('TLS', socket);
}

export async function webSocketWire(serverPort: number): Promise<Wire & { isClosed: Promise<number> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${serverPort}/ws`, 'sip');
  const isClosed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => socket.once('open', () => resolve()).once('error', reject));
  return {
    transport: 'WS',
    host: '127.0.0.1',
    port: serverPort,
    send: (data) => socket.send(data.toString()),
    onData: (take) => void socket.on('message', (data) => take(Buffer.from(String(data)))),
    close: () => socket.terminate(),
    isClosed,
  };
}
