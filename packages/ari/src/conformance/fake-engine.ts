import { FakeEngine, type FakeLeg, type FakePhone } from '../fake/index.ts';
import { type ConformancePhone, type ConformancePhoneCall, type EngineUnderTest, EventLog } from './engine-under-test.ts';

/** Q.850 for a SIP status, as res_pjsip does it. */
const CAUSE_OF_STATUS = { 404: 1, 486: 17, 603: 21 } as const;
const SOUNDS = { short: 'sound:short', long: 'sound:long' } as const;

/** The fake as an engine under test. */
export function fakeEngineUnderTest(): EngineUnderTest {
  const fake = new FakeEngine({ app: 'conformance', sounds: { [SOUNDS.short]: 500, [SOUNDS.long]: 20_000 } });
  const pass = async (ms: number): Promise<void> => {
    fake.clock.advance(ms);
    await Promise.resolve();
  };
  const events = new EventLog(pass);
  fake.on('event', (event) => events.add(event));
  return {
    name: 'fake',
    app: 'conformance',
    requests: fake.requests,
    transport: fake,
    events,
    sounds: SOUNDS,
    exchange: (text) => fake.exchange(text),
    async reconnect() {
      fake.disconnect();
      fake.connect();
    },
    pass,
    async phone(name) {
      const { asterisk } = fake.requests;
      await asterisk.putConfig('res_pjsip', 'auth', name, { username: name, password: `pw-${name}` });
      await asterisk.putConfig('res_pjsip', 'aor', name, { max_contacts: '1' });
      await asterisk.putConfig('res_pjsip', 'endpoint', name, { aors: name, auth: name });
      return new FakeConformancePhone(fake, fake.phone(name), pass);
    },
    async close() {},
  };
}

class FakeConformancePhone implements ConformancePhone {
  readonly endpoint: string;
  readonly #fake: FakeEngine;
  readonly #phone: FakePhone;
  readonly #pass: (ms: number) => Promise<void>;

  constructor(fake: FakeEngine, phone: FakePhone, pass: (ms: number) => Promise<void>) {
    this.endpoint = phone.endpoint;
    this.#fake = fake;
    this.#phone = phone;
    this.#pass = pass;
  }

  async register(): Promise<void> {
    this.#phone.register();
  }

  async unregister(): Promise<void> {
    this.#phone.unregister();
  }

  async calls(exten: string, inPlaceOf?: ConformancePhoneCall): Promise<ConformancePhoneCall> {
    const former = inPlaceOf instanceof FakeConformanceCall ? inPlaceOf.leg : undefined;
    const leg = this.#fake.ringIn({
      endpoint: this.endpoint,
      exten,
      callerNumber: this.endpoint,
      ...(former ? { inPlaceOf: former } : {}),
    });
    return new FakeConformanceCall(leg, this.#pass);
  }

  async isCalled(): Promise<ConformancePhoneCall> {
    await until('it is called', () => this.#phone.calls.some((leg) => leg.direction === 'out'), this.#pass);
    return new FakeConformanceCall(this.#phone.call, this.#pass);
  }
}

class FakeConformanceCall implements ConformancePhoneCall {
  readonly #leg: FakeLeg;
  readonly #pass: (ms: number) => Promise<void>;
  #heardOfTransfer = 0;

  constructor(leg: FakeLeg, pass: (ms: number) => Promise<void>) {
    this.#leg = leg;
    this.#pass = pass;
  }

  get leg(): FakeLeg {
    return this.#leg;
  }

  async rings(): Promise<void> {
    this.#leg.ring();
  }

  async hasEarlyMedia(): Promise<void> {
    this.#leg.progress();
  }

  async answers(): Promise<void> {
    this.#leg.answer();
  }

  async rejects(status: 404 | 486 | 603): Promise<void> {
    this.#leg.reject(CAUSE_OF_STATUS[status]);
  }

  isCancelled(): Promise<void> {
    return this.isHungUp();
  }

  hearsRinging(): Promise<void> {
    return until('it hears ringing', () => this.#leg.hearsRinging, this.#pass);
  }

  hearsProgress(): Promise<void> {
    return until('it is told to listen', () => this.#leg.hearsProgress, this.#pass);
  }

  isAnswered(): Promise<void> {
    return until('it is answered', () => this.#leg.isAnswered, this.#pass);
  }

  async givesUp(): Promise<void> {
    this.#leg.hangUp();
  }

  async isRefused(): Promise<undefined> {
    await this.isHungUp();
  }

  async hangsUp(): Promise<void> {
    this.#leg.hangUp();
  }

  isHungUp(): Promise<void> {
    return until('it is hung up', () => this.#leg.endedBy !== undefined, this.#pass);
  }

  async presses(key: string): Promise<void> {
    this.#leg.pressKey(key);
  }

  hearsKeys(keys: string): Promise<void> {
    return until(`it hears ${keys}`, () => this.#leg.keysHeard === keys, this.#pass);
  }

  async talks(): Promise<void> {
    this.#leg.talk();
  }

  async fallsSilent(): Promise<void> {
    this.#leg.fallSilent();
  }

  async holds(): Promise<void> {
    this.#leg.hold();
  }

  async resumes(): Promise<void> {
    this.#leg.unhold();
  }

  async transfers(exten: string, inPlaceOf?: ConformancePhoneCall): Promise<number> {
    return this.#leg.refer(exten, inPlaceOf instanceof FakeConformanceCall ? inPlaceOf.leg : undefined);
  }

  async hearsOfTransfer(): Promise<number> {
    const index = this.#heardOfTransfer++;
    await until('it hears of its transfer', () => this.#leg.heardOfTransfer.length > index, this.#pass);
    return this.#leg.heardOfTransfer[index] ?? 0;
  }
}

async function until(what: string, isSo: () => boolean, pass: (ms: number) => Promise<void>): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 20) {
    if (waitedMs >= 4_000) throw new Error(`never: ${what}`);
    await pass(20);
  }
}
