import type { MessagePort } from 'node:worker_threads';
import { createRtpView, parseRtp } from './rtp-packet.ts';
import type { MediaTransport, TransportSink } from './transport.ts';

const view = createRtpView();

/** RTP between two workers: what lets legs of one bridge live in different threads. */
export class LinkTransport implements MediaTransport {
  readonly ready = true;
  readonly strangersDropped = 0;
  readonly ports = 0;
  readonly #port: MessagePort;

  constructor(port: MessagePort, sink: TransportSink) {
    this.#port = port;
    port.on('message', (bytes: Uint8Array) => {
      const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (parseRtp(packet, view)) sink.rtp(packet, view, performance.now());
    });
  }

  send(packet: Buffer): void {
    this.#port.postMessage(packet);
  }

  sendRtcp(): void {
    // Nothing to report inside one process.
  }

  async close(): Promise<void> {
    this.#port.close();
  }
}
