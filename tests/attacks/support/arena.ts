import type { AriRequests } from '@zuoxi/ari';
import type { EngineName } from '../../support/engines.ts';
import type { EngineUnderAttack } from './engine-under-attack.ts';
import { type PlaceOptions, ReferenceCall } from './reference-call.ts';
import { SipSocket } from './sip-socket.ts';
import type { Switchboard } from './switchboard.ts';

export type Effort = 'short' | 'full';

/** Everything an attack may use: the engine, its call control, the call beside it, and addresses to come from. */
export class Arena {
  readonly engine: EngineUnderAttack;
  readonly board: Switchboard;
  readonly reference: ReferenceCall;
  readonly effort: Effort;
  readonly #closers: (() => void)[] = [];
  #calls = 0;
  #addresses = 0;

  constructor(engine: EngineUnderAttack, board: Switchboard, reference: ReferenceCall, effort: Effort) {
    this.engine = engine;
    this.board = board;
    this.reference = reference;
    this.effort = effort;
  }

  get engineName(): EngineName {
    return this.engine.name;
  }

  get requests(): AriRequests {
    return this.board.requests;
  }

  /** One number for `npm test`, another for `npm run attacks`. */
  scaled(short: number, full: number): number {
    return this.effort === 'short' ? short : full;
  }

  /** An address nobody has come from yet. */
  newAddress(): string {
    const n = ++this.#addresses;
    return `127.0.${1 + Math.floor(n / 200)}.${1 + (n % 200)}`;
  }

  async socket(address = this.newAddress()): Promise<SipSocket> {
    const socket = await SipSocket.open(this.engine.sipPort, address);
    this.#closers.push(() => socket.close());
    return socket;
  }

  /** Another call like the reference call, which the attack may do with as it likes. */
  async newCall(options: PlaceOptions = {}): Promise<ReferenceCall> {
    const n = ++this.#calls;
    const call = await ReferenceCall.place(this.board, this.engine.sipPort, [`caller${n}`, `callee${n}`], options);
    this.#closers.push(() => call.close());
    return call;
  }

  onClose(close: () => void): void {
    this.#closers.push(close);
  }

  close(): void {
    for (const close of this.#closers) close();
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
