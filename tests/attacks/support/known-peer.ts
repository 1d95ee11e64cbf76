import type { Arena } from './arena.ts';
import { pause } from './arena.ts';
import { percentile } from './reference-call.ts';
import { SipSocket, unique } from './sip-socket.ts';

/** A registered phone that registers again and again, as a whole office of them would, while something else goes on. */
export class KnownPeer {
  readonly #socket: SipSocket;
  readonly #name: string;
  #isStopped = false;
  #running: Promise<void> | undefined;
  served = 0;
  tried = 0;
  readonly times: number[] = [];

  private constructor(socket: SipSocket, name: string) {
    this.#socket = socket;
    this.#name = name;
  }

  static async open(arena: Arena, name: string, address = '127.0.0.1'): Promise<KnownPeer> {
    await arena.board.account(name);
    const socket = await SipSocket.open(arena.engine.sipPort, address);
    arena.onClose(() => socket.close());
    const peer = new KnownPeer(socket, name);
    if (!(await peer.register())) throw new Error(`${name} could not register`);
    return peer;
  }

  async register(): Promise<boolean> {
    const credentials = { username: this.#name, password: `pw-${this.#name}` };
    const text = { method: 'REGISTER', fromUser: this.#name, callId: unique(), headers: ['Expires: 300'] };
    const { answer } = await this.#socket.askSigned(text, credentials, { again: true, patienceMs: 4_000 });
    return answer?.status === 200;
  }

  start(everyMs: number): void {
    this.#running = (async () => {
      while (!this.#isStopped) {
        const before = performance.now();
        this.tried++;
        if (await this.register()) {
          this.served++;
          this.times.push(performance.now() - before);
        }
        await pause(Math.max(0, everyMs - (performance.now() - before)));
      }
    })();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  get p99(): number {
    return percentile(
      this.times.toSorted((a, b) => a - b),
      0.99,
    );
  }
}
