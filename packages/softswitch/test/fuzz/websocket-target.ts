import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LIMITS, parseMessage } from '../../src/sip/message.ts';
import type { FuzzTarget } from './fuzz.ts';

/** A connection of which only this end exists. */
class OneEnd extends Duplex {
  override _read(): void {}
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
}

function frame(opcode: number, payload: Buffer, isLast = true): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const length =
    payload.length < 126 ? Buffer.from([0x80 | payload.length]) : Buffer.from([0x80 | 126, payload.length >> 8, payload.length & 255]);
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | opcode]), length, mask, masked]);
}

/** What comes after the handshake, through the receiver as SIP and ARI over WebSocket use it (`transport-websocket.ts`, `server.ts`). */
export function webSocketTarget(): FuzzTarget {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageBytes, perMessageDeflate: false });
  const key = 'dGhlIHNhbXBsZSBub25jZQ==';
  const headers = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': key, 'sec-websocket-version': '13' };
  // As Node's own parser would have made it.
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/ws', headers });
  const text = Buffer.from('OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/WS a;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n');
  return {
    name: 'websocket',
    seeds: [
      frame(1, text),
      Buffer.concat([frame(1, text.subarray(0, 20), false), frame(9, Buffer.from('ping')), frame(0, text.subarray(20))]),
      Buffer.concat([frame(2, Buffer.alloc(200, 7)), frame(8, Buffer.from([3, 232]))]),
      frame(10, Buffer.alloc(0)),
    ],
    run(bytes) {
      return new Promise((resolve) => {
        const end = new OneEnd();
        server.handleUpgrade(request, end, Buffer.alloc(0), (socket) => {
          socket.on('error', () => socket.terminate());
          socket.on('message', (data) => {
            if (Buffer.isBuffer(data)) parseMessage(data);
          });
          end.push(Buffer.from(bytes));
          setImmediate(() => {
            socket.terminate();
            resolve();
          });
        });
      });
    },
  };
}
