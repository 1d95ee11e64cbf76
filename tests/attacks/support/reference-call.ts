import { buildResponse, type SipMessage, type SipRequest } from '../../../packages/softswitch/src/sip/index.ts';
import type { ImpairmentRelay } from '../../../packages/softswitch/test/media/impairment-relay.ts';
import { udpWire } from '../../../packages/softswitch/test/switch/phone-wires.ts';
import { type PhoneCall, TestPhone } from '../../../packages/softswitch/test/switch/test-phone.ts';
import { eventually } from '../../support/eventually.ts';
import { NumberedAudio, targetOf } from './numbered-audio.ts';
import type { Switchboard } from './switchboard.ts';

let streams = 0;

/** What a call is made with; what is left out is as phones do it. */
export interface PlaceOptions {
  /** Endpoint fields of both. */
  fields?: Record<string, string>;
  /** While the callee's phone rings: `ports` are where the engine waits for sound. */
  beforeAnswer?: (ports: number[]) => Promise<void>;
  /** Both phones are behind a router: it sends from `from`, and their SDP names an address inside. */
  behindNat?: { from: string; named: string };
  /** A network between the caller's sound and the engine; told where the caller's sound is. */
  network?: (port: number) => Promise<ImpairmentRelay>;
}

/** Two phones with accounts of their own, on 127.0.0.1, who talk with each other through the engine. */
export class ReferenceCall {
  readonly caller: TestPhone;
  readonly callee: TestPhone;
  readonly callerAudio: NumberedAudio;
  readonly calleeAudio: NumberedAudio;
  readonly call: PhoneCall;
  readonly answering: PhoneCall;
  /** Channels: the caller's. */
  readonly channelId: string;

  private constructor(parts: {
    caller: TestPhone;
    callee: TestPhone;
    callerAudio: NumberedAudio;
    calleeAudio: NumberedAudio;
    call: PhoneCall;
    answering: PhoneCall;
    channelId: string;
  }) {
    this.caller = parts.caller;
    this.callee = parts.callee;
    this.callerAudio = parts.callerAudio;
    this.calleeAudio = parts.calleeAudio;
    this.call = parts.call;
    this.answering = parts.answering;
    this.channelId = parts.channelId;
  }

  static async place(
    board: Switchboard,
    sipPort: number,
    names: readonly [string, string],
    options: PlaceOptions = {},
  ): Promise<ReferenceCall> {
    const phones: TestPhone[] = [];
    for (const user of names) {
      await board.account(user, options.fields);
      const wire = await udpWire(sipPort, options.behindNat?.from);
      const phone = await TestPhone.create({ user, password: `pw-${user}`, server: { port: sipPort }, wire });
      // Asked whether it is there (qualify).
      phone.onMessage = (message) => answerOptions(phone, message);
      const { status } = await phone.registers(3_600);
      if (status !== 200) throw new Error(`REGISTER of ${user} was answered ${status}`);
      phones.push(phone);
    }
    const [caller, callee] = phones;
    if (!caller || !callee) throw new Error('two phones make a call');
    const [a, b] = [++streams, ++streams];
    const callerAudio = await NumberedAudio.open(a, b, options.behindNat?.from);
    const calleeAudio = await NumberedAudio.open(b, a, options.behindNat?.from);
    const network = await options.network?.(callerAudio.port);
    const withPort = (sdp: string, port: number | undefined): string =>
      port === undefined ? sdp : sdp.replace(/^m=audio \d+/m, `m=audio ${port}`);
    caller.sdp = () => withPort(callerAudio.sdp(undefined, options.behindNat?.named), network?.farPort);
    callee.sdp = () => calleeAudio.sdp(undefined, options.behindNat?.named);
    const arrivedBefore = board.arrived.length;
    const call = await caller.calls(names[1]);
    const answering = await callee.isCalled();
    answering.rings();
    const channelId = board.arrived[arrivedBefore]?.id ?? '';
    const port = Number(/^m=audio (\d+)/m.exec(answering.invite.body)?.[1]);
    await options.beforeAnswer?.([port]);
    await answering.picksUp();
    const { body } = await call.isAnswered();
    calleeAudio.talkTo(answering.invite.body);
    if (network) network.target = targetOf(body).port;
    callerAudio.talkTo(withPort(body, network?.nearPort));
    const made = new ReferenceCall({ caller, callee, callerAudio, calleeAudio, call, answering, channelId });
    await eventually('both ends hear each other', () => made.isHeard && callerAudio.lastNumber > 10 && calleeAudio.lastNumber > 10);
    return made;
  }

  /** Where the engine listens for the sound of each end. */
  get ports(): number[] {
    return [this.callerAudio.target.port, this.calleeAudio.target.port];
  }

  get isHeard(): boolean {
    return this.callerAudio.isHeard && this.calleeAudio.isHeard;
  }

  startCounting(): void {
    this.callerAudio.startCounting();
    this.calleeAudio.startCounting();
  }

  get lost(): number {
    return this.callerAudio.lost + this.calleeAudio.lost;
  }

  get foreign(): number {
    return this.callerAudio.foreign + this.calleeAudio.foreign;
  }

  get longestGapMs(): number {
    return Math.max(this.callerAudio.longestGapMs, this.calleeAudio.longestGapMs);
  }

  /** True when its BYE was answered. */
  async hangUp(): Promise<boolean> {
    const answered = await this.call.hangsUp().then(
      () => true,
      () => false,
    );
    const ended = await this.answering.isHungUp().then(
      () => true,
      () => false,
    );
    return answered && ended;
  }

  close(): void {
    for (const part of [this.callerAudio, this.calleeAudio, this.caller, this.callee]) part.close();
  }
}

export function answerOptions(phone: TestPhone, message: SipMessage): void {
  if (message.kind === 'request' && message.method === 'OPTIONS') phone.send(buildResponse(message, 200, { toTag: 'here' }));
}

const T1_MS = 500;
const GIVES_UP_MS = 4_000;

/** Asks inside the call again and again, as a phone that refreshes its session would, and measures the answers. */
export class SignallingProbe {
  readonly #reference: ReferenceCall;
  readonly #waiting = new Map<number, () => void>();
  #times: number[] = [];
  #unanswered = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #underWay = new Set<Promise<void>>();

  constructor(reference: ReferenceCall, everyMs: number) {
    this.#reference = reference;
    const { caller } = reference;
    caller.onMessage = (message) => {
      answerOptions(caller, message);
      if (message.kind === 'response' && message.method === 'OPTIONS' && message.status >= 200) this.#waiting.get(message.cseq)?.();
    };
    const next = (): void => {
      const asked = this.#ask().finally(() => this.#underWay.delete(asked));
      this.#underWay.add(asked);
      this.#timer = setTimeout(next, everyMs);
    };
    next();
  }

  #ask(): Promise<void> {
    const { call, caller } = this.#reference;
    const sentAt = performance.now();
    return new Promise((resolve) => {
      const request: SipRequest = call.sends('OPTIONS');
      const repeat = setInterval(() => caller.send(request), T1_MS);
      const finish = (isAnswered: boolean): void => {
        clearInterval(repeat);
        clearTimeout(limit);
        this.#waiting.delete(request.cseq);
        if (isAnswered) this.#times.push(performance.now() - sentAt);
        else this.#unanswered++;
        resolve();
      };
      const limit = setTimeout(() => finish(false), GIVES_UP_MS);
      this.#waiting.set(request.cseq, () => finish(true));
    });
  }

  /** Of what was answered since the last look. */
  take(): { p50: number; p99: number; answered: number; unanswered: number } {
    const times = this.#times.toSorted((x, y) => x - y);
    const seen = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), answered: times.length, unanswered: this.#unanswered };
    this.#times = [];
    this.#unanswered = 0;
    return seen;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay);
  }
}

/** Of numbers in order; 0 when there are none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
