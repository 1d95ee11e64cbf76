import type { AriEvent, AriRequests } from '@zuoxi/ari';
import type { Fact, Input } from '@zuoxi/callcontrol';
import type { Clock, Ids, Logger, Timer } from '@zuoxi/kit';
import { fail } from '../../platform/errors.ts';
import { channelOfEvent } from './channel-of-event.ts';

export interface TestCustomerOrder {
  tenantId: string;
  language: 'zh' | 'en';
  calledNumber: string;
  /** Null: wherever the number leads. */
  queueId: string | null;
}

/** What this needs of an engine. */
export interface PlayingEngine {
  readonly id: string;
  readonly requests: AriRequests;
  mediaUri(uri: string): string;
}

export interface TestCustomersOptions {
  app: string;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** Throws `engine.unavailable`. */
  engine(): PlayingEngine;
  arrive(input: Input): void;
}

type Line = 'wait' | 'lines' | 'bye';

interface Customer extends TestCustomerOrder {
  engine: PlayingEngine;
  id: string;
  callId: string;
  startedAt: number;
  endsAt: number;
  stage: 'waiting' | 'talking';
  /** The next of their sentences. */
  next: number;
  /** What they are saying, or will when the sentence before is over; undefined: they listen. */
  saying: { line: Line; playbackId: string } | undefined;
  /** The agent speaks. */
  hears: boolean;
  /** Until they ask whether somebody is there. */
  patience: Timer | undefined;
  limit: Timer;
}

/** So long at most, from the first ring on. */
export const TEST_CUSTOMER_MS = 5 * 60_000;
const PATIENCE_MS = 12_000;
/** Before they begin to speak: the agent's sound has to be there. */
const FIRST_MS = 800;
const GOODBYE_MS = 8_000;
const GREETED_MS = 6000;
const LISTEN_MS = 10_000;
/** Silence that ends what the agent says. */
const LISTEN = '900,256';
const LINES = 4;
/** The customer's own half, which speaks and hears; and the half that comes in as a call. */
const CUSTOMER = 'testcustomer-';
const CALLER = 'testcaller-';

const NAMES = { zh: '测试客户', en: 'Test customer' } as const;

/**
 * Customers that the system plays, one at a time in a call centre: the engine calls itself (a Local channel), one half comes in as any
 * caller does, the other one speaks when an agent has answered, and answers when the agent has spoken.
 */
export class TestCustomers {
  readonly #options: TestCustomersOptions;
  readonly #customers = new Map<string, Customer>();

  constructor(options: TestCustomersOptions) {
    this.#options = options;
  }

  of(tenantId: string): Readonly<Customer> | undefined {
    return [...this.#customers.values()].find((customer) => customer.tenantId === tenantId);
  }

  /** Resolves with the call's id when the engine has taken it. */
  async call(order: TestCustomerOrder): Promise<string> {
    const { app, clock, ids } = this.#options;
    if (this.of(order.tenantId)) fail('testCustomer.running');
    const engine = this.#options.engine();
    const [id, callId, startedAt] = [ids.uuid(), ids.uuid(), clock.now()];
    const limit = clock.setTimer(TEST_CUSTOMER_MS, () => this.#timeIsUp(id));
    this.#customers.set(id, {
      ...order,
      engine,
      id,
      callId,
      startedAt,
      endsAt: startedAt + TEST_CUSTOMER_MS,
      stage: 'waiting',
      next: 1,
      saying: undefined,
      hears: false,
      patience: undefined,
      limit,
    });
    try {
      await engine.requests.channels.originate({
        channelId: CUSTOMER + id,
        otherChannelId: CALLER + id,
        endpoint: `Local/${order.calledNumber}@zuoxi/n`,
        app,
        appArgs: ['leg'],
        timeoutS: 30,
        formats: ['alaw'],
      });
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the engine did not take the call of a test customer');
      this.#forget(id);
      fail('engine.unavailable');
    }
    return callId;
  }

  /** Ends the call; false when there is none. */
  hangUp(tenantId: string): boolean {
    const customer = this.of(tenantId);
    if (customer) this.#end(customer.id);
    return customer !== undefined;
  }

  /** True: the event is of the customer's own half, or the arrival of the other; call control hears of all else. */
  take(event: AriEvent): boolean {
    const channelId = channelOfEvent(event);
    if (channelId.startsWith(CALLER)) return event.type === 'StasisStart' && this.#arrives(channelId);
    if (!channelId.startsWith(CUSTOMER)) return false;
    const customer = this.#customers.get(channelId.slice(CUSTOMER.length));
    if (!customer) return true;
    if (event.type === 'ChannelDestroyed') this.#forget(customer.id);
    else if (event.type === 'PlaybackFinished') this.#hasSaid(customer, event.playback.id);
    else if (event.type === 'ChannelTalkingStarted') this.#isSpokenTo(customer);
    else if (event.type === 'ChannelTalkingFinished') this.#wasSpokenTo(customer);
    return true;
  }

  /** An agent has answered. */
  onFacts(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.stream !== 'call' || fact.type !== 'answered') continue;
      const customer = [...this.#customers.values()].find(({ callId }) => callId === fact.callId);
      if (customer?.stage === 'waiting') this.#begin(customer);
    }
  }

  onDisconnected(engine: PlayingEngine): void {
    for (const { id, ...customer } of [...this.#customers.values()]) if (customer.engine === engine) this.#forget(id);
  }

  /** Customers of a server that is no more: nobody speaks for them. */
  async onConnected({ requests }: PlayingEngine): Promise<void> {
    const left = (await requests.channels.list()).filter(
      ({ id }) => id.startsWith(CUSTOMER) && !this.#customers.has(id.slice(CUSTOMER.length)),
    );
    for (const { id } of left) await requests.channels.hangup(id).catch(() => {});
  }

  stop(): void {
    for (const id of [...this.#customers.keys()]) this.#end(id);
  }

  #arrives(channelId: string): boolean {
    const customer = this.#customers.get(channelId.slice(CALLER.length));
    if (!customer) return false;
    const { callId, tenantId, calledNumber, queueId, language } = customer;
    this.#options.arrive({
      type: 'testCustomerArrived',
      engine: customer.engine.id,
      callId,
      channelId,
      tenantId,
      calledNumber,
      callerNumber: '',
      callerName: NAMES[language],
      queueId,
    });
    return true;
  }

  #begin(customer: Customer): void {
    customer.stage = 'talking';
    this.#do(customer, (engine) => engine.requests.channels.setVariable(CUSTOMER + customer.id, 'TALK_DETECT(set)', LISTEN));
    customer.patience = this.#options.clock.setTimer(FIRST_MS, () => this.#sayNext(customer));
  }

  #sayNext(customer: Customer): void {
    this.#say(customer, 'lines', `test-customer-${customer.next}`);
    customer.next = Math.min(customer.next + 1, LINES);
  }

  #say(customer: Customer, line: Line, sound: string): void {
    const { engine, id, language } = customer;
    customer.patience?.cancel();
    const playbackId = this.#options.ids.uuid();
    customer.saying = { line, playbackId };
    const media = engine.mediaUri(`sound:zuoxi/${language}/${sound}`);
    this.#do(customer, ({ requests }) => requests.channels.play(CUSTOMER + id, playbackId, [media]));
  }

  #hasSaid(customer: Customer, playbackId: string): void {
    const said = customer.saying;
    if (said?.playbackId !== playbackId) return;
    customer.saying = undefined;
    if (said.line === 'bye') this.#end(customer.id);
    else if (customer.hears) this.#letThemFinish(customer);
    else this.#waitForAnswer(customer);
  }

  #isSpokenTo(customer: Customer): void {
    customer.hears = true;
    if (customer.saying !== undefined) return;
    this.#letThemFinish(customer);
  }

  /** But not for ever: a microphone may never be silent, and of one that is muted in Asterisk no frame comes that ends what was said. */
  #letThemFinish(customer: Customer): void {
    customer.patience?.cancel();
    if (customer.stage !== 'talking') return;
    const longest = customer.next === 1 ? GREETED_MS : LISTEN_MS;
    customer.patience = this.#options.clock.setTimer(longest, () => this.#sayNext(customer));
  }

  /** What is said while they speak themselves is no answer. */
  #wasSpokenTo(customer: Customer): void {
    customer.hears = false;
    if (customer.stage === 'talking' && customer.saying === undefined) this.#sayNext(customer);
  }

  #waitForAnswer(customer: Customer): void {
    customer.patience?.cancel();
    customer.patience = this.#options.clock.setTimer(PATIENCE_MS, () => this.#say(customer, 'wait', 'test-customer-silent'));
  }

  #timeIsUp(id: string): void {
    const customer = this.#customers.get(id);
    if (!customer) return;
    if (customer.stage === 'waiting') {
      this.#end(id);
      return;
    }
    this.#say(customer, 'bye', 'test-customer-bye');
    customer.limit = this.#options.clock.setTimer(GOODBYE_MS, () => this.#end(id));
  }

  #do(customer: Customer, act: (engine: PlayingEngine) => Promise<unknown>): void {
    act(customer.engine).catch((error: unknown) => {
      // It has hung up meanwhile, or it is not worth much.
      this.#options.logger.info({ err: error, callId: customer.callId }, 'a test customer could not speak');
    });
  }

  #end(id: string): void {
    const customer = this.#customers.get(id);
    if (!customer) return;
    this.#forget(id);
    customer.engine.requests.channels.hangup(CUSTOMER + id).catch(() => {
      // It has hung up itself.
    });
  }

  #forget(id: string): void {
    const customer = this.#customers.get(id);
    customer?.limit.cancel();
    customer?.patience?.cancel();
    this.#customers.delete(id);
  }
}
