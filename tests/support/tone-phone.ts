import { buildResponse } from '../../packages/softswitch/src/sip/index.ts';
import { type PhoneCall, TestPhone } from '../../packages/softswitch/test/switch/test-phone.ts';
import { eventually } from './eventually.ts';
import { RtpProbe } from './rtp-probe.ts';

/** A desk phone whose owner speaks a tone; each of its lines hears for itself. */
export class TonePhone {
  readonly frequency: number;
  readonly #phone: TestPhone;
  readonly #calls: ToneCall[] = [];
  readonly #seen = new Set<string>();
  readonly #hasEvents: boolean;

  private constructor(phone: TestPhone, frequency: number, hasEvents = true) {
    this.#phone = phone;
    this.frequency = frequency;
    this.#hasEvents = hasEvents;
    phone.onMessage = (message) => {
      // It is asked whether it is there (qualify).
      if (message.kind === 'request' && message.method === 'OPTIONS') phone.send(buildResponse(message, 200, { toTag: 'here' }));
    };
  }

  /** `hasEvents`: it knows telephone-event (RFC 4733); default: yes. */
  static async register(options: {
    user: string;
    password: string;
    sipPort: number;
    frequency: number;
    hasEvents?: boolean;
  }): Promise<TonePhone> {
    const phone = await TestPhone.create({ user: options.user, password: options.password, server: { port: options.sipPort } });
    const response = await phone.registers(300);
    if (response.status !== 200) throw new Error(`REGISTER was answered ${response.status}`);
    return new TonePhone(phone, options.frequency, options.hasEvents);
  }

  /** The network of a carrier that is known by its address: speaks its tone as soon as it lets itself be heard. */
  static async carrier(options: { sipPort: number; frequency: number }): Promise<TonePhone> {
    return new TonePhone(await TestPhone.create({ user: 'carrier', server: { port: options.sipPort } }), options.frequency);
  }

  get port(): number {
    return this.#phone.port;
  }

  /** The next call to it, of which nobody has been told anything yet. */
  async isCalled(): Promise<ToneCall> {
    for (;;) {
      const call = await eventually(`${this.#phone.user} is called`, () => this.#phone.isCalled(), 20_000);
      // An INVITE that comes again is no other call.
      if (this.#seen.has(call.callId)) continue;
      this.#seen.add(call.callId);
      return this.#line(call, await RtpProbe.open(this.frequency));
    }
  }

  /** It rings, and is picked up. */
  async picksUp(): Promise<ToneCall> {
    const call = await this.rings();
    await call.picksUp();
    return call;
  }

  async rings(): Promise<ToneCall> {
    const line = await this.isCalled();
    // RFC 3261 section 9.1: only after a provisional response may the caller cancel.
    line.rings();
    return line;
  }

  async calls(number: string): Promise<ToneCall> {
    const probe = await RtpProbe.open(this.frequency);
    this.#phone.sdp = () => sdpOf(probe, 'sendrecv', this.#hasEvents);
    return this.#line(await this.#phone.calls(number), probe);
  }

  close(): void {
    for (const call of this.#calls) call.falls();
    this.#phone.close();
  }

  #line(call: PhoneCall, probe: RtpProbe): ToneCall {
    const line = new ToneCall(this.#phone, call, probe, this.#hasEvents);
    this.#calls.push(line);
    return line;
  }
}

/** One line of it. */
export class ToneCall {
  readonly probe: RtpProbe;
  readonly #phone: TestPhone;
  readonly #call: PhoneCall;
  readonly #hasEvents: boolean;

  constructor(phone: TestPhone, call: PhoneCall, probe: RtpProbe, hasEvents: boolean) {
    this.#phone = phone;
    this.#call = call;
    this.probe = probe;
    this.#hasEvents = hasEvents;
  }

  async picksUp(): Promise<void> {
    this.#phone.sdp = () => sdpOf(this.probe, 'sendrecv', this.#hasEvents);
    this.probe.talkTo(portOf(this.#call.invite.body));
    await this.#call.picksUp();
  }

  /** Who calls, as the INVITE says. */
  get from(): string {
    return this.#call.invite.headers.get('from') ?? '';
  }

  rings(): void {
    this.#call.rings();
  }

  /** 183 with a session description, and its sound. */
  hasEarlyMedia(): void {
    this.#phone.sdp = () => sdpOf(this.probe, 'sendrecv');
    this.probe.talkTo(portOf(this.#call.invite.body));
    this.#call.hasEarlyMedia();
  }

  /** 183: what is heard from now on is the network. */
  async hearsProgress(): Promise<void> {
    this.probe.talkTo(portOf((await this.#call.hears(183)).body));
  }

  rejects(status: number): void {
    this.#call.rejects(status);
    this.falls();
  }

  async isCancelled(): Promise<void> {
    await this.#call.isCancelled();
    this.falls();
  }

  declines(): void {
    this.#call.rejects(603);
  }

  async isAnswered(): Promise<void> {
    this.probe.talkTo(portOf((await this.#call.isAnswered()).body));
  }

  async holds(): Promise<void> {
    await this.#reinvite('sendonly');
  }

  async resumes(): Promise<void> {
    await this.#reinvite('sendrecv');
  }

  /** REFER; `inPlaceOf`: to whoever the phone's other line talks with (RFC 3891). Gives the status of the answer. */
  async transfers(number: string, inPlaceOf?: ToneCall): Promise<number> {
    const replaces = inPlaceOf ? `?Replaces=${encodeURIComponent(inPlaceOf.#call.replaces)}` : '';
    return (await this.#call.asks('REFER', '', '', [['refer-to', `<sip:${number}@127.0.0.1${replaces}>`]])).status;
  }

  /** A key as SIP INFO. */
  async pressesByInfo(key: string): Promise<void> {
    const response = await this.#call.asks('INFO', `Signal=${key}\r\nDuration=160\r\n`, 'application/dtmf-relay');
    if (response.status !== 200) throw new Error(`INFO was answered ${response.status}`);
  }

  async hangsUp(): Promise<void> {
    await this.#call.hangsUp();
    this.falls();
  }

  async isHungUp(): Promise<void> {
    await eventually('it is hung up', () => this.#call.isHungUp(), 10_000);
    this.falls();
  }

  /** No sound any more, and no word of it. */
  falls(): void {
    this.probe.close();
  }

  async #reinvite(direction: string): Promise<void> {
    const response = await this.#call.asks('INVITE', sdpOf(this.probe, direction));
    if (response.status !== 200) throw new Error(`re-INVITE was answered ${response.status}`);
  }
}

let version = 0;

function sdpOf(probe: RtpProbe, direction: string, hasEvents = true): string {
  return [
    'v=0',
    `o=- ${probe.port} ${++version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${probe.port} RTP/AVP 8${hasEvents ? ' 101' : ''}`,
    'a=rtpmap:8 PCMA/8000',
    ...(hasEvents ? ['a=rtpmap:101 telephone-event/8000'] : []),
    `a=${direction}`,
    '',
  ].join('\r\n');
}

function portOf(sdp: string): number {
  const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
  if (!port) throw new Error('no audio in the session description');
  return Number(port);
}
