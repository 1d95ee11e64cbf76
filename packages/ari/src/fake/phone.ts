import type { FakeCore } from './core.ts';
import { hasEndpoint, putConfig, setRegistered } from './endpoints.ts';
import { type FakeLeg, legOf } from './leg.ts';

/** A phone, or a carrier, behind one endpoint. What it does in a call it does in its latest one that has not ended. */
export class FakePhone {
  readonly endpoint: string;
  readonly #core: FakeCore;

  constructor(core: FakeCore, endpoint: string) {
    this.#core = core;
    this.endpoint = endpoint;
  }

  /** Every call of this phone that has not ended, oldest first. */
  get calls(): FakeLeg[] {
    const own = [...this.#core.channels.values()].filter((channel) => channel.endpoint === this.endpoint);
    return own.flatMap((channel) => legOf(channel) ?? []);
  }

  get call(): FakeLeg {
    const call = this.calls.at(-1);
    if (!call) throw new Error(`${this.endpoint} is in no call`);
    return call;
  }

  /** The endpoint is made when nobody has pushed it, for tests that are not about configuration. */
  register(): void {
    ensureEndpoint(this.#core, this.endpoint);
    setRegistered(this.#core, this.endpoint, true);
  }

  unregister(): void {
    setRegistered(this.#core, this.endpoint, false);
  }

  ring(): void {
    this.call.ring();
  }

  answer(): void {
    this.call.answer();
  }

  /** Q.850: 17 busy, 21 rejected … */
  reject(cause = 21): void {
    this.call.reject(cause);
  }

  hangUp(): void {
    this.call.hangUp();
  }

  pressKey(digit: string, durationMs?: number): void {
    this.call.pressKey(digit, durationMs);
  }

  hold(): void {
    this.call.hold();
  }

  unhold(): void {
    this.call.unhold();
  }
}

export function ensureEndpoint(core: FakeCore, endpoint: string): void {
  if (!hasEndpoint(core, endpoint)) putConfig(core, 'res_pjsip', 'endpoint', endpoint, [{ attribute: 'aors', value: endpoint }]);
}
