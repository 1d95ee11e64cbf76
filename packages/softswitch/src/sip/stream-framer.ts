import { LIMITS } from './message.ts';

/** Cuts a byte stream into SIP messages by Content-Length (RFC 3261 section 18.3). Memory is bounded by one message. */
export class StreamFramer {
  #buffer: Buffer = Buffer.alloc(0);
  readonly #onMessage: (message: Buffer) => void;
  readonly #onPing: () => void;

  constructor(onMessage: (message: Buffer) => void, onPing: () => void) {
    this.#onMessage = onMessage;
    this.#onPing = onPing;
  }

  /** The beginning of a message is there, and not its end. Fewer than four bytes may be the keep-alive of a phone. */
  get isWaiting(): boolean {
    return this.#buffer.length > 3;
  }

  /** False when the stream can no longer be understood: the connection is to be closed. */
  push(chunk: Buffer): boolean {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      let skip = 0;
      while (skip < this.#buffer.length && (this.#buffer[skip] === 0x0d || this.#buffer[skip] === 0x0a)) skip++;
      // RFC 5626 section 4.4.1: a double CRLF is a ping, answered by one CRLF.
      if (skip >= 4) this.#onPing();
      if (skip > 0 && (skip >= 4 || skip < this.#buffer.length)) this.#buffer = this.#buffer.subarray(skip);
      const headEnd = this.#buffer.indexOf('\r\n\r\n');
      if (headEnd < 0) return this.#buffer.length <= LIMITS.messageBytes;
      const head = this.#buffer.toString('latin1', 0, headEnd);
      const match = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$/im.exec(head);
      // RFC 3261 section 20.14: over stream transports Content-Length is mandatory.
      if (!match) return false;
      const total = headEnd + 4 + Number(match[1]);
      if (total > LIMITS.messageBytes) return false;
      if (this.#buffer.length < total) return true;
      const message = this.#buffer.subarray(0, total);
      this.#buffer = this.#buffer.subarray(total);
      this.#onMessage(message);
    }
  }
}
