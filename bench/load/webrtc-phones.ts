import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { parseOffer } from '../../packages/softswitch/test/media/webrtc-end.ts';
import type { RtpLoad } from './rtp-load.ts';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 15_000;

interface Call {
  stream: number;
  /** Where the engine wants the audio. */
  port: number;
  /** The answer to the invitation; undefined while it is made. */
  accepted: string | undefined;
  ended: boolean;
}

/**
 * Browsers that are called and pick up at once: SIP over UDP at one port, audio (ICE, DTLS, SRTP) at the odd streams of an
 * `RtpLoad`. Knows as much of SIP (RFC 3261) as it takes on a network that loses nothing.
 */
export class WebRtcPhones {
  readonly #socket: Socket;
  readonly #load: RtpLoad;
  /** By Call-ID. */
  readonly #calls = new Map<string, Call>();
  #failure: unknown;

  private constructor(socket: Socket, load: RtpLoad) {
    this.#socket = socket;
    this.#load = load;
    socket.on('message', (data, from) => {
      this.#receive(data.toString(), from).catch((error: unknown) => {
        this.#failure = error;
      });
    });
  }

  static async listen(port: number, load: RtpLoad): Promise<WebRtcPhones> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
    return new WebRtcPhones(socket, load);
  }

  /** Where each odd stream is to send. */
  targets(): Map<number, number> {
    return new Map([...this.#calls.values()].map(({ stream, port }) => [stream, port]));
  }

  /** Resolves when so many have finished their handshake: how long each took, in ms from its answer. */
  async handshakes(count: number): Promise<number[]> {
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      if (this.#failure !== undefined) throw this.#failure;
      const done = (await this.#load.handshakes()).filter((ms) => ms !== null);
      if (done.length >= count) return done;
      if (waitedMs >= PATIENCE_MS) throw new Error(`${done.length} of ${count} handshakes came about`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** When the engine has hung up everywhere: a BYE that nobody answers would be repeated to who listens at this port next. */
  async finish(): Promise<void> {
    for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
      const left = [...this.#calls.values()].filter((call) => !call.ended).length;
      if (left === 0) return;
      if (waitedMs >= PATIENCE_MS) throw new Error(`${left} browsers were not hung up on`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  close(): void {
    this.#socket.close();
  }

  async #receive(request: string, from: RemoteInfo): Promise<void> {
    const method = request.slice(0, request.indexOf(' '));
    const reply = (text: string): void => this.#socket.send(text, from.port, from.address);
    if (method === 'INVITE') return this.#invited(request, reply);
    const call = this.#calls.get(headerOf(request, 'Call-ID'));
    if (call && method === 'BYE') call.ended = true;
    if (method !== 'ACK' && method !== 'SIP/2.0') reply(response(request, '200 OK'));
  }

  /** A repeated invitation gets the same answer. */
  async #invited(request: string, reply: (text: string) => void): Promise<void> {
    const id = headerOf(request, 'Call-ID');
    const known = this.#calls.get(id);
    if (known) {
      if (known.accepted !== undefined) reply(known.accepted);
      return;
    }
    reply(response(request, '180 Ringing'));
    const offer = request.slice(request.indexOf('\r\n\r\n') + 4);
    const call: Call = { stream: 2 * this.#calls.size + 1, port: parseOffer(offer).port, accepted: undefined, ended: false };
    this.#calls.set(id, call);
    const answer = await this.#load.answer(call.stream, offer);
    const { port } = this.#socket.address();
    call.accepted = response(request, '200 OK', [`Contact: <sip:127.0.0.1:${port}>`, 'Content-Type: application/sdp'], answer);
    reply(call.accepted);
  }
}

function headerOf(message: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'im').exec(message)?.[1] ?? '';
}

function response(request: string, status: string, more: readonly string[] = [], body = ''): string {
  const vias = [...request.matchAll(/^Via:.*$/gim)].map(([line]) => line.trim());
  const to = headerOf(request, 'To');
  const tagged = /;tag=/.test(to) ? to : `${to};tag=browser`;
  const same = ['From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(request, name)}`);
  return [`SIP/2.0 ${status}`, ...vias, `To: ${tagged}`, ...same, ...more, `Content-Length: ${body.length}`, '', body].join('\r\n');
}
