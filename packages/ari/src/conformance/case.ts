import assert from 'node:assert/strict';
import { AriRequestError } from '../errors.ts';
import type { Channel } from '../types.ts';
import type { ConformancePhone, ConformancePhoneCall, EngineUnderTest } from './engine-under-test.ts';

export interface ConformanceCase {
  /** `group: sentence`, the name by which adapters list their differences. */
  name: string;
  run(stage: Stage): Promise<void>;
}

let serial = 0;

/** One engine, one case: ids that nobody used, and what most cases begin with. */
export class Stage {
  readonly engine: EngineUnderTest;
  readonly #prefix: string;

  constructor(engine: EngineUnderTest) {
    this.engine = engine;
    this.#prefix = `conf${++serial}`;
  }

  get requests() {
    return this.engine.requests;
  }

  get events() {
    return this.engine.events;
  }

  id(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  async registeredPhone(name: string): Promise<ConformancePhone> {
    const phone = await this.engine.phone(name);
    await phone.register();
    return phone;
  }

  /** A call from a phone that waits in the application. */
  async incoming(name = 'conf-1', exten = '8700'): Promise<{ phone: ConformancePhone; call: ConformancePhoneCall; channel: Channel }> {
    const phone = await this.registeredPhone(name);
    const call = await phone.calls(exten);
    const { channel } = await this.events.sees(
      'StasisStart',
      (event) => event.channel.name.startsWith(`PJSIP/${name}-`) && event.channel.state === 'Ring',
    );
    return { phone, call, channel };
  }

  /** A call from a phone that the application has answered. */
  async answered(name = 'conf-1'): Promise<{ phone: ConformancePhone; call: ConformancePhoneCall; id: string }> {
    const { phone, call, channel } = await this.incoming(name);
    await this.requests.channels.answer(channel.id);
    await call.isAnswered();
    return { phone, call, id: channel.id };
  }

  /** A call to a phone, which has not done anything yet. */
  async dialled(
    name = 'conf-1',
    options: { timeoutS?: number; appArgs?: string[]; callerId?: string; variables?: Record<string, string> } = {},
  ) {
    const phone = await this.registeredPhone(name);
    const id = this.id(`out-${name}`);
    const channel = await this.requests.channels.originate({
      channelId: id,
      endpoint: `PJSIP/${name}`,
      app: this.engine.app,
      appArgs: ['leg'],
      timeoutS: 30,
      ...options,
    });
    const call = await phone.isCalled();
    return { phone, call, id, channel };
  }

  async destroyed(channelId: string) {
    return this.events.sees('ChannelDestroyed', (event) => event.channel.id === channelId);
  }

  /** The request is refused with this status. */
  async refuses(status: number, request: Promise<unknown>, what: string): Promise<AriRequestError> {
    const outcome = await request.then(
      () => new Error(`${what} was carried out`),
      (error: unknown) => error,
    );
    assert.ok(outcome instanceof AriRequestError, `${what}: ${String(outcome)}`);
    assert.equal(outcome.status, status, `${what}: ${outcome.message}`);
    return outcome;
  }

  /** These stand in the list in this order; others may stand between them. */
  inOrder(list: readonly string[], expected: readonly string[]): void {
    let at = -1;
    for (const entry of expected) {
      at = list.indexOf(entry, at + 1);
      assert.notEqual(at, -1, `${entry} is missing or out of order in: ${list.join(', ')}`);
    }
  }

  async goneFromList(channelId: string): Promise<void> {
    const channels = await this.requests.channels.list();
    assert.ok(!channels.some((channel) => channel.id === channelId), 'it is still listed');
  }
}

/** A group of cases, its prefix written once. */
export function group(name: string, cases: Readonly<Record<string, (stage: Stage) => Promise<void>>>): ConformanceCase[] {
  return Object.entries(cases).map(([sentence, run]) => ({ name: `${name}: ${sentence}`, run }));
}
